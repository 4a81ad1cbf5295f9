"""`python -m app.cli` is `jiayi`: how the demo and the tests start processes with the interpreter that they run in."""

from app.cli.main import main

main()
