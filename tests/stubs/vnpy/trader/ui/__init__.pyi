from PySide6.QtWidgets import QApplication, QMainWindow
from vnpy.event import EventEngine
from vnpy.trader.engine import MainEngine

class MainWindow(QMainWindow):
    def __init__(self, main_engine: MainEngine, event_engine: EventEngine) -> None: ...

def create_qapp(app_name: str = ...) -> QApplication: ...
