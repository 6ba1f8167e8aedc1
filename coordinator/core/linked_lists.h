// Many short lists in one vector, for the edges of the stage graph.
//
// A list costs four bytes and a link eight, where a std::vector per stage would cost forty. A list only
// grows, and is read in the order of addition. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace srnet::core {

// The position of a list's last link; links form a ring, so the first is next to it.
enum class ListHead : std::uint32_t { kEmpty = 0xffffffff };

template <typename Value>
class LinkedLists {
 public:
  struct Link {
    Value value;
    std::uint32_t next;
  };

  void Append(ListHead& list, Value value) {
    const auto position = static_cast<std::uint32_t>(links_.size());
    if (list == ListHead::kEmpty) {
      links_.push_back({value, position});
    } else {
      Link& last = links_[static_cast<std::size_t>(list)];
      const std::uint32_t first = last.next;
      last.next = position;  // Before push_back, which may move `last`.
      links_.push_back({value, first});
    }
    list = static_cast<ListHead>(position);
  }

  // Calls `visit` with each value. The list may grow meanwhile; what is added is not visited.
  template <typename Visit>
  void ForEach(ListHead list, Visit visit) const {
    if (list == ListHead::kEmpty) return;
    const auto last = static_cast<std::uint32_t>(list);
    std::uint32_t position = links_[last].next;
    while (true) {
      const Link link = links_[position];
      visit(link.value);
      if (position == last) return;
      position = link.next;
    }
  }

  template <typename Predicate>
  bool AnyOf(ListHead list, Predicate predicate) const {
    if (list == ListHead::kEmpty) return false;
    const auto last = static_cast<std::uint32_t>(list);
    for (std::uint32_t position = links_[last].next;; position = links_[position].next) {
      if (predicate(links_[position].value)) return true;
      if (position == last) return false;
    }
  }

  std::size_t bytes() const { return links_.capacity() * sizeof(Link); }

 private:
  std::vector<Link> links_;
};

}  // namespace srnet::core
