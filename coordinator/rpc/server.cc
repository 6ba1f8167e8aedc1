#include "coordinator/rpc/server.h"

#include <grpc/grpc.h>
#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/service_type.h>

#include <deque>

#include "common/logging/logger.h"
#include "coordinator/rpc/listen_address.h"
#include "coordinator/rpc/probe.h"

namespace srnet::rpc {
namespace {

// A session message with the whole curve of a stage is a few MiB; a listing of 10,000 rows about as much.
constexpr int kLargestRequest = 16 << 20;
constexpr int kLargestResponse = 64 << 20;

// gRPC's own complaints, for example about a port that it cannot bind, go where ours go.
void ForwardLog(gpr_log_func_args* args) {
  logging::LogDebug("grpc",
                    {{"file", std::string_view(args->file)}, {"text", std::string_view(args->message)}});
}

void PrepareLibrary() {
  static const bool once = [] {
    gpr_set_log_function(ForwardLog);
    // Never shut down again: with the last server gone the library would wait ten seconds for peers' sockets.
    grpc_init();
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    return true;
  }();
  static_cast<void>(once);
}

Status CheckAddress(const ListenAddress& address, bool insecure_plaintext) {
  if (!address.IsLocal() && !insecure_plaintext) {
    return FailedPrecondition(
        "will not listen in plain text on {}, which other machines can reach: this version has no TLS yet, "
        "so "
        "listen on a Unix socket or on loopback and tunnel, or accept the risk with --insecure-plaintext",
        address.ToString(0));
  }
  return address.unix_socket ? CheckUnixSocketFree(address) : Status();
}

// Idle connections are probed so that a worker whose machine vanished is noticed; workers may probe as often.
void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kLargestRequest);
  builder.SetMaxSendMessageSize(kLargestResponse);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
}

Status DiagnoseStart(const std::vector<ListenAddress>& addresses) {
  Status unknown;
  for (const ListenAddress& address : addresses) {
    const Status reason = DiagnoseBind(address);
    if (reason.code() == StatusCode::kAlreadyExists) return reason;
    unknown = reason;
  }
  return unknown;
}

}  // namespace

struct Server::Impl {
  std::vector<std::unique_ptr<grpc::Service>> services;
  std::unique_ptr<grpc::Server> server;
  std::vector<std::string> addresses;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() = default;

StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                std::vector<std::unique_ptr<grpc::Service>> services) {
  PrepareLibrary();
  if (options.listen.empty()) return InvalidArgument("no address to listen on: use --listen");
  grpc::ServerBuilder builder;
  SetLimits(builder);
  std::vector<ListenAddress> addresses;
  std::deque<int> ports;  // gRPC writes into it when it has bound.
  for (const std::string& text : options.listen) {
    SRNET_ASSIGN_OR_RETURN(ListenAddress address, ParseListenAddress(text));
    SRNET_RETURN_IF_ERROR(CheckAddress(address, options.insecure_plaintext));
    builder.AddListeningPort(address.ToString(0), grpc::InsecureServerCredentials(), &ports.emplace_back(0));
    addresses.push_back(std::move(address));
  }
  for (const auto& service : services) builder.RegisterService(service.get());

  auto impl = std::make_unique<Impl>();
  impl->services = std::move(services);
  impl->server = builder.BuildAndStart();
  if (impl->server == nullptr) return DiagnoseStart(addresses);
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    impl->addresses.push_back(addresses[i].ToString(ports[i]));
  }
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

const std::vector<std::string>& Server::addresses() const { return impl_->addresses; }

void Server::SetHealthy(bool healthy) { impl_->server->GetHealthCheckService()->SetServingStatus(healthy); }

void Server::Shutdown(std::chrono::milliseconds grace) {
  impl_->server->Shutdown(std::chrono::system_clock::now() + grace);
  impl_->server->Wait();
}

}  // namespace srnet::rpc
