"""Memory for machine code begins where a cache line does, and holds what was put into it."""

import numpy as np
import pytest

import autodiff as ad
from autodiff import variables
from autodiff.compiler.engines.memory import LARGEST, LINE, address, aligned, room, working_memory


@pytest.mark.parametrize("shape", [(0,), (1,), (7,), (3, 5), (0, 4), (1000,)])
def test_room_begins_with_a_cache_line(shape: tuple[int, ...]) -> None:
    held = [room(*shape) for _ in range(20)]
    assert all(found.shape == shape and found.dtype == np.float64 and found.flags.c_contiguous for found in held)
    assert all(found.size == 0 or address(found) % LINE == 0 for found in held)
    assert len({address(found) for found in held if found.size}) in (0, 20)  # no two of them overlap


def test_a_copy_has_the_same_numbers_and_is_no_view() -> None:
    numbers = np.array([1.5, -0.0, np.nan, np.inf])
    copy = aligned(numbers)
    assert copy.tobytes() == numbers.tobytes()
    numbers[0] = 7.0
    assert copy[0] == 1.5


def test_a_thread_keeps_its_memory_unless_it_is_large() -> None:
    first = working_memory(100)
    assert working_memory(50) is first
    assert len(working_memory(LARGEST + 1)) == LARGEST + 1
    assert working_memory(100) is first


def test_the_parameters_of_a_kernel_and_its_results_begin_so() -> None:
    w, x = variables(w=2.0, x=3.0)
    kernel = ad.compile(w * x, inputs=[x], wrt=[w])
    call = kernel.bind(np.ones((16, 1)))
    call()
    assert address(kernel.parameters) % LINE == 0
    assert address(call.gradients) % LINE == 0
