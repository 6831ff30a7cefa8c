"""Maps over the machines of a Dask cluster (https://distributed.dask.org), for archives that outgrow one machine.

A cluster is trusted as this machine is: what goes to its workers and back is pickled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shortsite.installed import programs
from shortsite.parallel import shared

if TYPE_CHECKING:
    from distributed import Client

_ADDRESS = re.compile(r"dask://([^\s/:]+|\[[0-9a-fA-F:.]+\]):([0-9]{1,5})/?")
#: Seconds that the scheduler, and then the first worker, may take to answer.
_PATIENCE = 10


class ClusterError(Exception):
    """A cluster that cannot be used, in one sentence."""


def is_address(text: str) -> bool:
    """Whether the text names a cluster: ``dask://host:port`` of its scheduler."""
    return _ADDRESS.fullmatch(text) is not None


@contextmanager
def cluster(address: str) -> Iterator[None]:
    """Have all maps within the block done by the workers of the cluster whose scheduler is at the address.

    Raises ClusterError where that cannot be: nobody answers, or workers would give other results than this machine.
    """
    try:
        from distributed import Client, KilledWorker
        from distributed.comm.core import CommClosedError
    except ImportError as error:
        raise ClusterError("a cluster takes the library distributed; install 'shortsite[dask]'") from error
    try:
        with Client(address.replace("dask:", "tcp:", 1), timeout=_PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=_PATIENCE)
            _refuse_others(client)
            with shared(client.get_executor(), len(client.nthreads())):
                yield
    except KilledWorker as error:
        raise ClusterError("workers of the cluster died over their work; see their logs") from error
    except (CommClosedError, TimeoutError) as error:
        raise ClusterError(f"the cluster at {address} does not answer, or has no workers") from error
    except OSError as error:
        if error.filename is not None:
            raise
        raise ClusterError(f"the cluster at {address} cannot be reached ({error})") from error


def _refuse_others(client: Client) -> None:
    """Raise ClusterError if a worker is not fit for the work."""
    for worker, threads in client.nthreads().items():
        if threads != 1:
            raise ClusterError(f"the worker {worker} has {threads} threads; start workers with --nthreads 1")
    try:
        told: Mapping[str, dict[str, str]] = client.run(programs)
    except (ImportError, AttributeError) as error:
        raise ClusterError(f"a worker has another shortsite or none ({error}); install the same one there") from error
    here = programs()
    for worker, there in told.items():
        for name in sorted(here.keys() | there.keys()):
            one, other = here.get(name, "none"), there.get(name, "none")
            if one != other:
                raise ClusterError(
                    f"the worker {worker} has {name} {other}, and here it is {one}; install the same one"
                )
