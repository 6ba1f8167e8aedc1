// What every part of the coordinator's shell works with. All outlive the parts.
#pragma once

#include "common/asio/loop.h"
#include "common/asio/thread_pool.h"
#include "coordinator/admin/metrics.h"
#include "coordinator/app/clock.h"
#include "coordinator/app/store.h"

namespace srnet::app {

struct Shell {
  asio::Loop& control;     // Owns the live state; nothing on it may block.
  asio::ThreadPool& pool;  // For reads of the database and the artifacts.
  Store& store;
  admin::Metrics& metrics;
  Clock clock;
};

}  // namespace srnet::app
