"""The process that owns the device: `python -m lance_studio.backends.process.child`, started by the studio.

It reads orders from its standard input and answers on its standard output, says at once that it lives, and imports the
engine with its first order. One thread reads, so that a running job can be cancelled; the main thread works. When the
studio ends, however it ends, the input ends, and this process with it.
"""

import argparse
import faulthandler
import os
import signal
import threading
import time

import lance_studio
from lance_studio.backends.events import JobFailed
from lance_studio.backends.failures import explained
from lance_studio.backends.process.link import StudioLink
from lance_studio.backends.process.wire import PROTOCOL_VERSION, Beat, Ready
from lance_studio.backends.runner import EngineRunner
from lance_studio.backends.watchdog import BEAT_SECONDS
from lance_studio.language import ENGLISH, LANGUAGE_VARIABLE, use_language

#: How far the computing threads step back on a processor behind what this process was started with.
NICENESS_STEP = 5
_LOWEST_PRIORITY = 19


def do_next(link: StudioLink, runner: EngineRunner, working: threading.Event) -> None:
    """Do the next order and tell its end. A function, so that nothing of a job outlives it while the next one waits."""
    order, cancel = link.next_order()
    working.set()
    end = runner.do(order, cancel)
    working.clear()
    link.forget(order.job)
    try:
        link.send(end)
    except Exception as error:
        # A message that cannot be written, or arrays that there is no room for; the job must have an end all the same.
        link.send(JobFailed(order.job, explained(error)))


def give_signs_of_life(link: StudioLink, working: threading.Event) -> None:
    """Tell the studio every second of an order that this process lives. Runs in a thread of its own."""
    while True:
        working.wait()
        link.send(Beat())
        time.sleep(BEAT_SECONDS)


def main() -> None:
    """Serve the studio until it ends."""
    # English: nobody starts it by hand.
    parser = argparse.ArgumentParser(description="The engine's process of Lance Studio; started by the studio.")
    # English: as above.
    parser.add_argument("--frames", type=int, required=True, help="descriptor of the socket for arrays")
    link = StudioLink(parser.parse_args().frames)
    # What asks all processes of a session or service to end is meant for the studio. It may still need a result, and
    # ends this process when it has it; if it dies, so does its end of the pipe.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    faulthandler.enable()
    # Nothing is fetched: a model is what lies in its folder.
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    use_language(os.environ.get(LANGUAGE_VARIABLE, ENGLISH))
    link.send(Ready(protocol=PROTOCOL_VERSION, pid=os.getpid(), version=lance_studio.__version__))
    threading.Thread(target=link.listen, name="orders", daemon=True).start()
    niceness = min(_LOWEST_PRIORITY, os.getpriority(os.PRIO_PROCESS, 0) + NICENESS_STEP)
    runner = EngineRunner(link.send, niceness=niceness)
    working = threading.Event()
    # English: the name of a thread.
    threading.Thread(target=give_signs_of_life, args=(link, working), name="signs of life", daemon=True).start()
    while True:
        do_next(link, runner, working)


if __name__ == "__main__":
    main()
