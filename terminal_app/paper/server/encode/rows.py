"""What an encoded row is: names and JSON values."""

Row = dict[str, object]
