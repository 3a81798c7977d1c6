"""Topics coalesce; facts are delivered once each, in order."""

from terminal_app.core.changes import Changes, Kind, Topic


def test_a_topic_marked_twice_is_dirty_once() -> None:
    changes = Changes()
    changes.mark(Topic(Kind.ORDERS))
    changes.mark(Topic(Kind.ORDERS))
    batch = changes.drain()
    assert batch.topics == {Topic(Kind.ORDERS)}
    assert batch.has(Kind.ORDERS)
    assert not batch.has(Kind.FILLS)


def test_equal_facts_are_both_delivered() -> None:
    changes = Changes()
    changes.post("fill")
    changes.post("fill")
    assert changes.drain().facts == ("fill", "fill")


def test_draining_starts_afresh() -> None:
    changes = Changes()
    seen = [changes.dirty]
    changes.post("fill")
    seen.append(changes.dirty)
    changes.drain()
    seen.append(changes.dirty)
    assert seen == [False, True, False]
    assert changes.drain().facts == ()
