"""One thread for linear algebra: on a busy machine OpenBLAS threads cost up to 200 times what they save."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import ThreadpoolController

P = ParamSpec("P")
R = TypeVar("R")


@cache
def _controller() -> ThreadpoolController:
    import scipy.linalg  # noqa: F401 - its own OpenBLAS must be loaded before the controller looks around

    return ThreadpoolController()


def one_thread(function: Callable[P, R]) -> Callable[P, R]:
    """Run ``function`` with one BLAS thread, and give the threads back afterwards."""

    @wraps(function)
    def calm(*args: P.args, **kwargs: P.kwargs) -> R:
        with _controller().limit(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return calm
