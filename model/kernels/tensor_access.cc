#include "model/kernels/tensor_access.h"

namespace srnet::kernels {
namespace {

struct SiteHolder : torch::CustomClassHolder {
  explicit SiteHolder(const DropoutSite& held) : site(held) {}
  DropoutSite site;
};

}  // namespace

void SaveSite(torch::autograd::AutogradContext* context, const DropoutSite& site) {
  context->saved_data["dropout_site"] = at::IValue::make_capsule(c10::make_intrusive<SiteHolder>(site));
}

DropoutSite SavedSite(torch::autograd::AutogradContext* context) {
  return c10::static_intrusive_pointer_cast<SiteHolder>(context->saved_data["dropout_site"].toCapsule())
      ->site;
}

}  // namespace srnet::kernels
