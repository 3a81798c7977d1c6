"""The only room with Qt: it shows what the other rooms know and passes on what the person asks for."""
