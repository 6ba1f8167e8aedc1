#include "cli/client/connection.h"

#include <grpc/grpc.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

namespace srnet::cli {
namespace {

// The library is never shut down again: with its last user gone it would wait up to ten seconds for sockets
// to close.
void KeepLibrary() {
  static const bool once = [] {
    grpc_init();
    return true;
  }();
  static_cast<void>(once);
}

}  // namespace

StatusOr<Connection> Connect(const std::string& address, std::chrono::milliseconds patience) {
  KeepLibrary();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);  // A snapshot of a large sweep is one message.
  // A proxy of the environment is for the outside world, never for the coordinator.
  arguments.SetInt("grpc.enable_http_proxy", 0);
  // A coordinator that was started anew is found at once, by each connection for itself.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  Connection connection;
  connection.address = address;
  connection.channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  if (!connection.channel->WaitForConnected(std::chrono::system_clock::now() + patience)) {
    return Unavailable(
        "no coordinator answers at {}: start srnet-coordinator there, correct --server, or leave it out to "
        "run one here",
        address);
  }
  connection.sweeps = v1::SweepService::NewStub(connection.channel);
  connection.results = v1::ResultService::NewStub(connection.channel);
  connection.artifacts = v1::ArtifactService::NewStub(connection.channel);
  connection.catalogue = v1::CatalogueService::NewStub(connection.channel);
  connection.workers = v1::WorkerAdminService::NewStub(connection.channel);
  return connection;
}

}  // namespace srnet::cli
