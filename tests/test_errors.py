import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from lcanalysis import errors
from lcanalysis.errors import DeclarationError, Fault, FaultsError, UnitMismatchError
from lcanalysis.provenance import Place

FAULTS = [Fault(Place("b.csv", 2, 1), "faults.not_utf8"), Fault(Place("a.csv", 3, 2, "同比"), "faults.file_missing")]


def raise_it(error):
    raise error


@pytest.mark.parametrize(
    "error", [UnitMismatchError("errors.unit_mismatch", unit="吨", to="亿元"), DeclarationError(faults=FAULTS)]
)
def test_an_error_crosses_a_process_boundary_unchanged(error):
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), again.text("zh"), again.text("en")) == (type(error), error.text("zh"), error.text("en"))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool, pytest.raises(type(error)) as raised:
        pool.submit(raise_it, error).result()
    assert raised.value.text("zh") == error.text("zh")


def test_faults_are_listed_all_at_once_in_the_order_of_files_and_rows():
    assert FaultsError(faults=FAULTS).text("en").splitlines() == [
        "Faults found: 2",
        "a.csv row 3 column 2 (同比): the file is missing",
        "b.csv row 2 column 1: not UTF-8 text: save it as UTF-8",
    ]


def test_exit_codes_are_those_that_schedulers_know():
    codes = {name: getattr(errors, name).exit_code for name in errors.__all__ if name.endswith("Error")}
    assert codes == {
        "DataError": 3, "DeclarationError": 3, "EditionLockedError": 5, "FaultsError": 3, "LcAnalysisError": 1,
        "NotebookFailedError": 4, "PageError": 1, "RunPlanError": 2, "UnitMismatchError": 3, "UsageError": 2,
    }  # fmt: skip
