#include "cli/output/json.h"

#include <google/protobuf/util/json_util.h>

#include "common/status/status.h"

namespace srnet::cli {

std::string ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string text;
  SRNET_CHECK(google::protobuf::util::MessageToJsonString(message, &text, options).ok());
  return text;
}

}  // namespace srnet::cli
