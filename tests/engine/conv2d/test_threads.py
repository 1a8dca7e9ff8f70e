"""The threads of the kernels: how many compute at once, and what they leave behind."""

import gc
import multiprocessing
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController, threadpool_limits

from gradgrid.engine import ConvGeometry, OptionError, conv2d, conv2d_with_gradients, set_threads
from gradgrid.engine.conv2d.kernels import depthwise, sweep
from gradgrid.engine.conv2d.kernels.threads import Team, Workspace, team
from tests.engine.geometries import assert_exact, tensors

# One for each strategy that shares its work, with several blocks for each thread.
LAYERS = {
    "columns": ConvGeometry.of((2, 40, 40, 16), (3, 3, 16, 24), padding=1),
    "scatter": ConvGeometry.of((1, 48, 48, 3), (5, 5, 3, 48), stride=2),
    "heavy": ConvGeometry.of((1, 6, 6, 96), (3, 3, 96, 96), padding=1),
    "depthwise": ConvGeometry.of((4, 40, 40, 48), (3, 3, 1, 48), padding=1, groups=48),
    "depthwise-one-image": ConvGeometry.of((1, 80, 40, 48), (3, 3, 1, 48), groups=48),
    "bias": ConvGeometry.of((1, 90, 90, 32), (1, 1, 32, 40)),
}
# Longer than any machine takes to start a thread.
PATIENCE = 60
LAYER = ConvGeometry.of((4, 30, 30, 32), (3, 3, 32, 40), padding=1)


class Watch:
    """How many threads work at one time, at most; work goes on once so many have been there."""

    def __init__(self, awaited: int = 1) -> None:
        self.lock = threading.Condition()
        self.awaited = awaited
        self.now = self.most = 0
        self.done: list[int] = []

    def work(self, item: int, _: Workspace) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.lock.notify_all()
            # A busy machine starts threads late.
            self.lock.wait_for(lambda: self.most >= self.awaited, PATIENCE)
        time.sleep(0.002)
        with self.lock:
            self.now -= 1
            self.done.append(item)


def numbers_of_blas_threads() -> list[int]:
    return [each["num_threads"] for each in ThreadpoolController().select(user_api="blas").info()]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_share_many_callers_never_run_more_threads_than_the_team_has(size: int) -> None:
    crew, watch = Team(size), Watch(size)

    with ThreadPoolExecutor(12) as callers:
        list(callers.map(lambda _: crew.share(watch.work, range(8)), range(12)))

    assert watch.most == size
    assert sorted(watch.done) == sorted([*range(8)] * 12)


def test_share_one_caller_gets_the_whole_team() -> None:
    crew, watch = Team(3), Watch(3)

    crew.share(watch.work, range(30))

    assert watch.most == 3


def test_share_caller_that_waits_gets_the_place_of_the_next_helper() -> None:
    crew, order, count = Team(2), [], 3000
    begun, asked, end = threading.Event(), threading.Event(), threading.Event()

    def long(item: int, _: Workspace) -> None:
        begun.set()
        # The first item goes on and on; the end of any other makes room.
        asked.wait(PATIENCE)
        end.wait(PATIENCE if item == 0 else 0.01)
        order.append("long")

    large = threading.Thread(target=lambda: crew.share(long, range(count)))
    large.start()
    assert begun.wait(PATIENCE)
    asked.set()
    crew.share(lambda *_: order.append("short"), range(1))
    short_at = len(order)
    end.set()
    large.join(PATIENCE)

    assert order.count("long") == count
    assert short_at < count


def test_share_no_two_threads_have_one_workspace() -> None:
    crew, used = Team(2), []

    def work(item: int, space: Workspace) -> None:
        mine = space.array("it", (4,), np.dtype(np.float64))
        mine[:] = item
        time.sleep(0.002)
        used.append(mine.copy())

    crew.share(work, range(20))

    assert sorted(map(tuple, used)) == [(item,) * 4 for item in range(20)]


def test_share_error_of_one_thread_is_raised_and_the_team_goes_on() -> None:
    crew, watch = Team(2), Watch(2)

    def work(item: int, _: Workspace) -> None:
        time.sleep(0.001)
        raise ValueError(f"block {item}")

    with pytest.raises(ValueError, match="block 0"):
        crew.share(work, range(1))
    for _ in range(3):
        with pytest.raises(ValueError, match="block"):
            crew.share(work, range(10))
    crew.share(watch.work, range(10))

    assert sorted(watch.done) == [*range(10)]
    assert watch.most == 2


def test_share_error_state_of_the_caller_holds_in_every_thread() -> None:
    crew = Team(2)

    def work(_: int, __: Workspace) -> None:
        time.sleep(0.001)
        np.float64(1e308) * np.float64(10)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with np.errstate(over="ignore"):
            crew.share(work, range(10))
        with np.errstate(over="raise"), pytest.raises(FloatingPointError):
            crew.share(work, range(10))


def test_team_that_is_no_longer_used_ends_its_threads() -> None:
    # Threads of teams that other tests left behind may end meanwhile.
    before = set(threading.enumerate())
    crew = Team(3)
    crew.share(Watch().work, range(4))
    mine = [each for each in threading.enumerate() if each not in before]
    assert sorted(each.name for each in mine) == ["kernel-1", "kernel-2"]

    del crew
    gc.collect()

    for each in mine:
        each.join(300)
        assert not each.is_alive()


def test_blas_has_one_thread_while_kernels_run_and_its_own_afterwards() -> None:
    crew, seen = Team(2), []

    with threadpool_limits(2, user_api="blas"):
        before = numbers_of_blas_threads()
        crew.share(lambda *_: seen.append(numbers_of_blas_threads()), range(2))
        after = numbers_of_blas_threads()

    assert {count for counts in seen for count in counts} == {1}
    assert after == before


def test_set_threads_result_is_the_same_with_any_number() -> None:
    input, weight, bias, _ = tensors(LAYER)
    before, expected = team().size, conv2d(input, weight, bias, **LAYER.options)

    try:
        for count in (1, 2, 5):
            set_threads(count)
            assert team().size == count
            assert_exact(conv2d(input, weight, bias, **LAYER.options), expected)
    finally:
        set_threads(before)


@pytest.mark.parametrize("count", [0, -1, 257, True, 1.0, "2"])
@pytest.mark.usefixtures("as_users_run_it")
def test_set_threads_no_number_of_threads_is_refused(count: object) -> None:
    with pytest.raises(OptionError, match="threads must be an integer from 1 to 256, not"):
        set_threads(count)  # type: ignore[arg-type]


def convolve_in_child(results: "multiprocessing.SimpleQueue[np.ndarray]") -> None:
    input, weight, bias, _ = tensors(LAYER)
    results.put(conv2d(input, weight, bias, **LAYER.options))


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork")
def test_forked_process_has_threads_of_its_own() -> None:
    input, weight, bias, _ = tensors(LAYER)
    expected = conv2d(input, weight, bias, **LAYER.options)
    context = multiprocessing.get_context("fork")
    results = context.SimpleQueue()
    child = context.Process(target=convolve_in_child, args=(results,))
    with warnings.catch_warnings():
        # Python warns of forks where there are threads; here they are what is tested.
        warnings.simplefilter("ignore", DeprecationWarning)
        child.start()

    assert_exact(results.get(), expected)
    child.join(300)
    assert child.exitcode == 0


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_same_numbers_give_the_same_bytes_whichever_thread_takes_what(
    layer: ConvGeometry, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(0)
    shapes = layer.output_shape, layer.input_shape, layer.weight_shape, (layer.out_channels,)
    arrays = [random.standard_normal(shape).astype(np.float32) for shape in shapes]
    share, delays = Team.share, np.random.default_rng(1)

    def share_unevenly(self: Team, work: Callable[..., None], items: Sequence[object]) -> None:
        def work_late(item: object, space: Workspace) -> None:
            time.sleep(delays.choice([0, 0.002]))
            work(item, space)

        share(self, work_late, items)

    before = team().size
    set_threads(3)
    monkeypatch.setattr(Team, "share", share_unevenly)
    monkeypatch.setattr(sweep, "BLOCK_BYTES", 100_000)
    monkeypatch.setattr(depthwise, "BLOCK_BYTES", 100_000)
    try:
        seen = set()
        for _ in range(4):
            output, gradients = conv2d_with_gradients(*arrays, **layer.options)
            results = output, gradients.input, gradients.weight, gradients.bias
            seen.add(b"".join(result.tobytes() for result in results))
    finally:
        set_threads(before)
    assert len(seen) == 1
