"""`python -m tests.faults`: faults from a printed seed during the main job; the last line says what they did."""

import asyncio
import secrets
import signal
from typing import Annotated

import typer

from tests.faults.ground import Ground
from tests.faults.run import Plan, Run, console

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    seed: Annotated[int | None, typer.Option(help="The same seed deals the same faults; a new one each time.")] = None,
    faults: Annotated[int, typer.Option(min=1, max=10_000, help="How many faults.")] = 100,
    pace: Annotated[float, typer.Option(min=0.1, max=100, help="Applications a second meanwhile.")] = 2.0,
    minutes: Annotated[float, typer.Option(min=0.1, max=600, help="No new fault after so long.")] = 20.0,
) -> None:
    """Break everything during the main job, on a private machine, and audit every store afterwards.

    Prints one JSON object as the last line. Ends with 1 if anything was lost, happened twice, or is stuck.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # however it is told to end, it ends what it started
    plan = Plan(secrets.randbelow(1_000_000) if seed is None else seed, faults, pace, minutes * 60)
    console.print(f"seed {plan.seed}: the same faults again with `make faults SEED={plan.seed}`")
    ground = Ground.fresh()
    try:
        ground.start()
        line = asyncio.run(Run(ground, plan).go())
    finally:
        ground.stop()
    typer.echo(str(line))
    if not line.good:
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
