"""Why a benchmark misses its target, as far as that is known: printed on the page while it does."""

REASONS = {
    "S2": (
        "by profile, a quarter of the work at 4,000 messages/s is that all fields of all messages are read "
        "exactly, checked and stored; the rest are frames: list of markets, chart, book, tape, ticket and "
        "top bar. The peer reads one field and sets a label. The whole window in a quarter of that would "
        "be about what the bare reading of the messages costs on qasync."
    ),
    "S5": (
        "500 drawings in sight are a picture that moves with the bars. Laying it over the plot, three "
        "million bytes over three million others, costs a third of a frame without any, and its texts at the "
        "right edge a tenth. When the bars choose another range of prices some 1,200 strokes, dashed and "
        "dotted, are painted anew."
    ),
    "S8": (
        "the painting of changed rows costs a fixed part for each frame (a QPainter, clip and scroll) that "
        "does not shrink with the number of rows."
    ),
    "S9": (
        "what ccxt does is sign and send. Ours is judged by every limit, written as an intent with the rules "
        "it passed, entered in the blotter and asked about once more at the gate before it leaves."
    ),
    "S10": (
        "the target was set from the bare cost of a WebSocket send and an older, slower ccxt. Writing the "
        "frame is a tenth of ours. The rest is Python that no order may skip: over a third is the view of "
        "the account and the rules (every limit, every open order), then the task that outlives its caller, "
        "the intent, the blotter, three questions at the gate and the frame itself."
    ),
    "S12": (
        "the times wait for the disk and the cores, and the first price for an exchange that starts beside. "
        "Of the memory 82 MB are Qt with one empty window, 25 to 30 MB pyqtgraph, 16 MB numpy, some 15 MB "
        "Qt's style sheet (the same window without one takes so much less) and 8 MB the picture of the "
        "window; our own modules take 35 MB. The C library could give back less than 1 MB of it."
    ),
    "S11": (
        "a commit of the journal, in a thread of its own, costs more than the peer's sync of a line. The "
        "rest is Python from the call to the outcome, and that runs several times slower after a pause, as "
        "there is between the orders of a person, than without one: the note has the figure."
    ),
    "S13": "a figure of a clock: a frame costs more where the cores are slow, or other work has them.",
    "S14": (
        "a figure of a clock: where the cores are too slow to read 20,000 messages/s, each beat waits for a "
        "whole turn of reading and a frame; the note says how long our own thread worked in a turn at most."
    ),
    "S15": (
        "by profile, a quarter of it is the chart, which gets a frame with every trade and ticker of its "
        "symbol (some 38 a second), a seventh the list of markets, a ninth reading and storing, and the "
        "rest are top bar, tape, book, ticket and what looks at the time. While the past of a chart is "
        "fetched, that comes on top: it does in this row."
    ),
    "S17": (
        "an order passes every check of the engine, its margin, fees and ledger, and the server's check of "
        "its signature, all in Python. It stands alone, so it wanders with the speed of the machine."
    ),
    "S20": (
        "with everything at once a pan paints the pieces of the heatmap to scale, the footprint of all bars, "
        "150 bubbles and the profile: by profile some 1.4, 0.6, 0.6 and 0.2 ms beside a frame of one."
    ),
    "S21": "a figure of a clock: a frame costs more where the cores are slow, or other work has them.",
}
