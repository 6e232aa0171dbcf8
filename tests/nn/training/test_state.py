"""What is no state of a run is refused by name, and the run stays as it was."""

from typing import Any

import pytest

from nn import SGD, Neuron, Training, mse


def begun() -> Training:
    neuron = Neuron(1, activation="identity", weights=[0.5], bias=False)
    training = Training(neuron, ([[1.0], [2.0], [3.0]], [2.0, 4.0, 6.0]), mse, SGD(neuron, lr=0.01), 1)
    training.run(2)
    training.step()
    return training


@pytest.mark.parametrize(("change", "named"), [
    ({"epoch": -1}, "epoch"), ({"epoch": 1.0}, "epoch"), ({"epoch": "1"}, "epoch"), ({"stopped": -1}, "stopped"),
    ({"stopped": None}, "stopped"), ({"losses": (0.5,)}, "losses"), ({"losses": [0.5] * 4}, "losses"),
    ({"losses": None}, "losses"), ({"losses": ["x"]}, "losses"), ({"history": {"loss": [0.5] * 3}}, "column loss"),
    ({"history": {"loss": "ab"}}, "column loss"), ({"order": [3, [1], None, 4]}, "generator"),
    ({"order": (3, [1], None)}, "generator"), ({"order": [3, (1,), None]}, "generator"),
    ({"order": [3, [1.5], None]}, "generator"), ({"frozen": ("w1",)}, "frozen"), ({"samples": 2}, "samples"),
    ({"samples": 3.0}, "samples"), ({"fingerprint": "x"}, "fingerprint of the data"), ({"callbacks": [{}]}, "callbacks")])
def test_what_is_no_state(change: dict[str, Any], named: str) -> None:
    training = begun()
    before = training.state_dict()
    with pytest.raises(ValueError, match=f"^this is not a state of this training: .*{named}"):
        training.load_state_dict({**before, **change})
    assert training.state_dict() == before


def test_as_many_losses_as_there_are_steps_may_be_waiting() -> None:
    training = begun()
    training.load_state_dict({**training.state_dict(), "losses": [0.5] * 3})
    assert training.losses == [0.5] * 3
