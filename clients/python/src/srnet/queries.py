"""Questions that the service answers page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import pandas as pd

from srnet.connection import Connection
from srnet.frames import results_frame
from srnet.v1 import result_service_pb2

RESULTS_PER_PAGE = 10_000
ENTRIES_PER_PAGE = 1_000

Response = TypeVar("Response")


def pages(connection: Connection, method: Any, request: Any, answer: type[Response]) -> Iterator[Response]:
    while True:
        response: Any = connection.call(method, request, answer)
        yield response
        if not response.next_page_token:
            return
        request.page_token = response.next_page_token


def query_results(connection: Connection, wanted: result_service_pb2.ResultFilter) -> pd.DataFrame:
    request = result_service_pb2.QueryResultsRequest(filter=wanted, page_size=RESULTS_PER_PAGE)
    responses = pages(connection, connection.results.QueryResults, request, result_service_pb2.QueryResultsResponse)
    return results_frame([row for response in responses for row in response.rows])
