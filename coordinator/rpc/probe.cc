#include "coordinator/rpc/probe.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "common/files/errno_status.h"
#include "common/files/file_descriptor.h"

namespace srnet::rpc {
namespace {

Status BindFailed(int error, const ListenAddress& address) {
  const std::string where = address.ToString(0);
  if (error == EADDRINUSE) {
    return AlreadyExists(
        "cannot listen on {}: the address is in use; stop what listens there or choose another", where);
  }
  return Unavailable("cannot listen on {}: {}", where, std::strerror(error));
}

sockaddr_un UnixName(const ListenAddress& address) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  address.path.copy(name.sun_path, sizeof(name.sun_path) - 1);
  return name;
}

Status DiagnoseUnix(const ListenAddress& address) {
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_un name = UnixName(address);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof(name)) != 0) {
    return BindFailed(errno, address);
  }
  ::unlink(name.sun_path);
  return Unavailable("cannot listen on {}: unknown reason", address.ToString(0));
}

// As gRPC binds: a port in TIME_WAIT is free.
int TryBind(const addrinfo& candidate) {
  const FileDescriptor socket(::socket(candidate.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return errno;
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (::bind(socket.get(), candidate.ai_addr, candidate.ai_addrlen) != 0) return errno;
  return ::listen(socket.get(), 1) != 0 ? errno : 0;
}

Status DiagnoseTcp(const ListenAddress& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
      error != 0) {
    return Unavailable("cannot listen on {}: host \"{}\": {}", address.ToString(0), address.host,
                       ::gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
  for (const addrinfo* candidate = found; candidate != nullptr; candidate = candidate->ai_next) {
    if (const int error = TryBind(*candidate); error != 0) return BindFailed(error, address);
  }
  return Unavailable("cannot listen on {}: unknown reason", address.ToString(0));
}

}  // namespace

Status CheckUnixSocketFree(const ListenAddress& address) {
  const sockaddr_un name = UnixName(address);
  struct stat status {};
  if (::lstat(name.sun_path, &status) != 0) return Status();
  if (!S_ISSOCK(status.st_mode)) {
    return FailedPrecondition("cannot listen on {}: there is a file of another kind", address.ToString(0));
  }
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return ErrnoStatus(errno, "cannot make a socket");
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof(name)) == 0) {
    return BindFailed(EADDRINUSE, address);
  }
  return Status();
}

Status DiagnoseBind(const ListenAddress& address) {
  return address.unix_socket ? DiagnoseUnix(address) : DiagnoseTcp(address);
}

}  // namespace srnet::rpc
