// What the tests of artifact calls share: a coordinator with a catalogue, and calls of a line each.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "tests/coordinator/app/held_writer.h"
#include "tests/coordinator/app/test_coordinator.h"

namespace srnet::app {

class ArtifactCalls : public ::testing::Test {
 protected:
  ArtifactCalls() { service_.FillCatalogue(); }

  std::filesystem::path PathOf(const std::string& sha256) {
    return service_.state() / "artifacts" / "blobs" / sha256.substr(0, 2) / sha256.substr(2);
  }
  // So long ago that any grace period is over.
  void Age(const std::string& sha256) {
    std::filesystem::last_write_time(PathOf(sha256),
                                     std::filesystem::file_time_type::clock::now() - std::chrono::hours(100));
  }
  void AgeEverything() {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(service_.state() / "artifacts" / "blobs")) {
      if (entry.is_regular_file())
        std::filesystem::last_write_time(
            entry.path(), std::filesystem::file_time_type::clock::now() - std::chrono::hours(100));
    }
  }
  std::string UploadOld(const std::string& content) {
    const std::string sha256 = service_.Upload(content);
    Age(sha256);
    return sha256;
  }

  Outcome<v1::ListArtifactsResponse> List(const v1::ListArtifactsRequest& request = {}) {
    Outcome<v1::ListArtifactsResponse> outcome;
    outcome.status = stub_->ListArtifacts(TestCoordinator::Context().get(), request, &outcome.response);
    return outcome;
  }
  v1::ListArtifactsResponse Unreferenced() {
    v1::ListArtifactsRequest request;
    request.set_unreferenced(true);
    return List(request).response;
  }
  Outcome<v1::CollectGarbageResponse> Collect(const v1::CollectGarbageRequest& request = {}) {
    Outcome<v1::CollectGarbageResponse> outcome;
    outcome.status = stub_->CollectGarbage(TestCoordinator::Context().get(), request, &outcome.response);
    return outcome;
  }
  // The last response, with the problems of all.
  v1::VerifyArtifactsResponse Verify(std::int64_t bytes_per_second = 0) {
    v1::VerifyArtifactsRequest request;
    request.set_bytes_per_second(bytes_per_second);
    const auto context = TestCoordinator::Context();
    auto reader = stub_->VerifyArtifacts(context.get(), request);
    v1::VerifyArtifactsResponse last;
    google::protobuf::RepeatedPtrField<v1::VerifyArtifactsResponse::Problem> problems;
    while (reader->Read(&last)) problems.MergeFrom(last.problems());
    EXPECT_TRUE(reader->Finish().ok());
    *last.mutable_problems() = problems;
    return last;
  }
  bool Stat(const std::string& sha256) {
    v1::StatRequest request;
    request.add_sha256(sha256);
    v1::StatResponse response;
    EXPECT_TRUE(stub_->Stat(TestCoordinator::Context().get(), request, &response).ok());
    return response.blobs(0).complete();
  }

  TestCoordinator service_;
  std::unique_ptr<v1::ArtifactService::Stub> stub_ = v1::ArtifactService::NewStub(service_.Connect());
};

}  // namespace srnet::app
