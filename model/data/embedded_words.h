// The words of the embedded data set. Each is a single piece of the vocabulary of bert-base-uncased. Internal
// to model/data; a change here changes the data set and so its digest.
#pragma once

#include <array>
#include <string_view>

namespace srnet::data {

struct Verb {
  std::string_view base;
  std::string_view past;  // Also the participle.
};

inline constexpr std::array<std::string_view, 32> kPeople{
    "actor",   "artist",  "author",  "baker",   "banker",    "captain", "dancer",    "director",
    "doctor",  "driver",  "farmer",  "guard",   "judge",     "king",    "lawyer",    "manager",
    "nurse",   "officer", "painter", "pilot",   "poet",      "priest",  "professor", "scientist",
    "senator", "singer",  "soldier", "student", "secretary", "teacher", "tourist",   "writer"};

inline constexpr std::array<Verb, 20> kTransitive{{{"admire", "admired"},
                                                   {"advise", "advised"},
                                                   {"avoid", "avoided"},
                                                   {"blame", "blamed"},
                                                   {"call", "called"},
                                                   {"contact", "contacted"},
                                                   {"encourage", "encouraged"},
                                                   {"follow", "followed"},
                                                   {"help", "helped"},
                                                   {"invite", "invited"},
                                                   {"love", "loved"},
                                                   {"meet", "met"},
                                                   {"pay", "paid"},
                                                   {"question", "questioned"},
                                                   {"recognize", "recognized"},
                                                   {"remember", "remembered"},
                                                   {"stop", "stopped"},
                                                   {"support", "supported"},
                                                   {"thank", "thanked"},
                                                   {"visit", "visited"}}};

inline constexpr std::array<Verb, 16> kIntransitive{{{"agree", "agreed"},
                                                     {"arrive", "arrived"},
                                                     {"cry", "cried"},
                                                     {"dance", "danced"},
                                                     {"fall", "fell"},
                                                     {"laugh", "laughed"},
                                                     {"leave", "left"},
                                                     {"resign", "resigned"},
                                                     {"run", "ran"},
                                                     {"shout", "shouted"},
                                                     {"sing", "sang"},
                                                     {"sleep", "slept"},
                                                     {"smile", "smiled"},
                                                     {"vote", "voted"},
                                                     {"wait", "waited"},
                                                     {"work", "worked"}}};

inline constexpr std::array<std::string_view, 12> kPlaces{"bank",   "church",  "garden",  "hospital",
                                                          "hotel",  "library", "market",  "museum",
                                                          "office", "school",  "station", "theater"};

inline constexpr std::array<std::string_view, 4> kBeside{"near", "behind", "beside", "with"};
inline constexpr std::array<std::string_view, 3> kCertainly{"clearly", "certainly", "of course"};
inline constexpr std::array<std::string_view, 3> kPerhaps{"perhaps", "maybe", "probably"};
inline constexpr std::array<std::string_view, 3> kSince{"because", "since", "after"};
inline constexpr std::array<std::string_view, 3> kUnless{"if", "unless", "in case"};
inline constexpr std::array<std::string_view, 3> kKnew{"knew", "forgot", "learned"};
inline constexpr std::array<std::string_view, 3> kHoped{"hoped", "thought", "feared"};

}  // namespace srnet::data
