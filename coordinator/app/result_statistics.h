// The calls that make statistics of results: read by a snapshot of the store, computed by
// coordinator/results. Block on the database.
#pragma once

#include "common/status/status.h"
#include "coordinator/app/store.h"

#include "srnet/v1/result_service.pb.h"

namespace srnet::app {

// The codes are those that srnet/v1/result_service.proto documents.
StatusOr<v1::AggregateResponse> ReadAggregate(Store& store, const v1::AggregateRequest& request);
StatusOr<v1::CompareResponse> ReadComparison(Store& store, const v1::CompareRequest& request);
StatusOr<v1::FigureResponse> ReadFigure(Store& store, const v1::FigureRequest& request);

}  // namespace srnet::app
