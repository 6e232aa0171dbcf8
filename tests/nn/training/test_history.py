"""History: columns that grow together."""

import copy
import json
import pickle

import pytest

from nn import History


def test_rows_become_columns() -> None:
    history = History()
    assert (history.epochs, repr(history)) == (0, "0 epochs")
    history.add(loss=0.5, accuracy=0.25)
    assert repr(history) == "1 epoch: loss 0.5, accuracy 0.25"
    history.add(loss=0.125, accuracy=1.0)
    assert history == {"loss": [0.5, 0.125], "accuracy": [0.25, 1.0]}
    assert (history.epochs, history.last("loss")) == (2, 0.125)


def test_it_is_a_dict_for_json_and_copies() -> None:
    history = History(loss=[0.5])
    assert json.loads(json.dumps(history)) == {"loss": [0.5]}
    for copied in (copy.deepcopy(history), pickle.loads(pickle.dumps(history))):
        copied.add(loss=0.25)
        assert (type(copied), copied["loss"], history["loss"]) == (History, [0.5, 0.25], [0.5])


def test_a_column_that_is_not_there_is_named_beside_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"the history has no 'accuracy': it has \['loss'\]"):
        History(loss=[0.5]).last("accuracy")
