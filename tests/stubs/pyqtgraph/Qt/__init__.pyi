# The part of Qt that every binding has in the same form, as pyqtgraph hands it on.
from PySide6 import QtCore as QtCore
