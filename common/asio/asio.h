// The one place through which Boost.Asio comes in.
//
// Boost 1.74 uses std::exchange in C++20 without including <utility>, so that header must come first. Asio
// costs seconds of compile time: include this in sources only, never in a public header.
#pragma once

#include <utility>

#include <boost/asio.hpp>
