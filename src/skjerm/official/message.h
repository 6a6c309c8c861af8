// A request to the official interfaces and the answer to it, apart from any server: how they come
// over the wire is its business.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace skjerm::official {

/// A file that is removed when its last holder lets go of it.
class TemporaryFile {
public:
    explicit TemporaryFile(std::filesystem::path path) : path_(std::move(path)) {}
    ~TemporaryFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

struct Request {
    std::string method = "GET";
    std::string path;                          ///< decoded, without the query
    std::map<std::string, std::string> query;  ///< decoded
    std::string accept;                        ///< the header, or empty
    std::string bearer;  ///< the token of `Authorization: Bearer …`, or empty
    std::string body;
    std::string api_key = {};                         ///< the header X-API-KEY, or empty
    std::map<std::string, std::string> cookies = {};  ///< decoded
};

struct Response {
    int status = 200;
    std::string content_type = "application/json; charset=utf-8";
    std::string content_language;  ///< empty: no such header
    std::string body;              ///< unless `file` is there
    std::shared_ptr<const TemporaryFile> file;
};

[[nodiscard]] inline constexpr std::string_view parquet_type() {
    return "application/vnd.apache.parquet";
}

[[nodiscard]] inline constexpr std::string_view arrow_stream_type() {
    return "application/vnd.apache.arrow.stream";
}

}  // namespace skjerm::official
