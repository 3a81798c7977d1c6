"""Makes the sounds of the program, from nothing but sines. `python packaging/sounds.py` writes them anew."""

import io
import math
import struct
import wave
from pathlib import Path

RATE = 22_050
_LOUDEST = 9_000


def alert() -> bytes:
    """Two soft rising tones, as a WAV."""
    samples = [*_tone(880.0, 0.16), *_tone(1318.5, 0.34)]
    whole = io.BytesIO()
    with wave.open(whole, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return whole.getvalue()


def _tone(pitch: float, seconds: float) -> list[int]:
    count = round(RATE * seconds)
    made = []
    for number in range(count):
        rise = min(1.0, number / (RATE * 0.01))
        fade = math.exp(-6.0 * number / count)
        end = min(1.0, (count - 1 - number) / (RATE * 0.01))
        turn = 2 * math.pi * pitch * number / RATE
        sound = math.sin(turn) + 0.25 * math.sin(2 * turn)
        made.append(round(_LOUDEST * rise * fade * end * sound))
    return made


if __name__ == "__main__":
    place = Path(__file__).parents[1] / "resources" / "sounds"
    place.mkdir(exist_ok=True)
    (place / "alert.wav").write_bytes(alert())
