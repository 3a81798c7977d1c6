from vnpy.event import EventEngine

class MainEngine:
    def __init__(self, event_engine: EventEngine | None = ...) -> None: ...
