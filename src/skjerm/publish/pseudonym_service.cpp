#include "skjerm/publish/pseudonym_service.h"

#include <curl/curl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::publish {

namespace {

using Json = nlohmann::json;
using base::Argument;
using base::Code;
using base::LocalizedText;

constexpr LocalizedText kUnencrypted{
    "identifikatorer sendes bare kryptert; adressen må begynne med https",
    "identifiers are sent encrypted alone; the address must begin with https"};
constexpr LocalizedText kNoKey{"nøkkelfilen er tom, eller andre enn eieren kan lese den",
                               "the key file is empty, or others than its owner can read it"};
constexpr LocalizedText kNoAnswer{"forbindelsen kom ikke i stand eller ble brutt",
                                  "the connection could not be made, or broke"};
constexpr LocalizedText kTooLong{"svaret er lengre enn det kan være",
                                 "the answer is longer than it can be"};
constexpr LocalizedText kNoJson{"det er ikke et JSON-objekt", "it is no JSON object"};
constexpr LocalizedText kAbsent{"en identifikator har ikke fått noe pseudonym",
                                "an identifier got no pseudonym"};
constexpr LocalizedText kRange{"et pseudonym er ikke et heltall under 2^48",
                               "a pseudonym is not an integer below 2^48"};
constexpr LocalizedText kShared{"to identifikatorer har fått samme pseudonym",
                                "two identifiers got the same pseudonym"};

constexpr int kAttempts = 3;
constexpr long kConnectSeconds = 10;
/// Of an answer, for each identifier asked for besides its own length.
constexpr std::size_t kBytesPerAnswer = 64;

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
    return std::ranges::any_of(beginnings, [&](std::string_view each) {
        return text.starts_with(each) &&
               (text.size() == each.size() || text[each.size()] == ':' || text[each.size()] == '/');
    });
}

bool is_permitted(std::string_view url) {
    return url.starts_with("https://") ||
           starts_with_any(url, {"http://127.0.0.1", "http://localhost", "http://[::1]"});
}

/// Curl once for the process, and never taken down.
void prepare_curl() {
    static const bool kReady = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    SKJERM_CHECK(kReady);
}

struct Answer {
    std::string body;
    std::size_t most_bytes = 0;
    bool is_too_long = false;
};

std::size_t receive(char* bytes, std::size_t, std::size_t count, void* target) {
    auto& answer = *static_cast<Answer*>(target);
    answer.is_too_long = answer.body.size() + count > answer.most_bytes;
    if (answer.is_too_long) return 0;
    answer.body.append(bytes, count);
    return count;
}

}  // namespace

struct PseudonymService::Connection {
    explicit Connection(const std::string& key) : curl(curl_easy_init()) {
        SKJERM_CHECK(curl != nullptr);
        headers = curl_slist_append(headers, ("X-API-KEY: " + key).c_str());
        headers = curl_slist_append(headers, "Content-Type: application/json");
        headers = curl_slist_append(headers, "Expect:");
        SKJERM_CHECK(headers != nullptr);
    }
    ~Connection() {
        curl_slist_free_all(headers);
        curl_easy_cleanup(curl);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    std::string escaped(std::string_view text) const {
        char* const bytes = curl_easy_escape(curl, text.data(), static_cast<int>(text.size()));
        SKJERM_CHECK(bytes != nullptr);
        std::string result = bytes;
        curl_free(bytes);
        return result;
    }

    /// The status of the answer; 0: there was none.
    long post(const std::string& url, const std::string& body, long timeout, Answer& answer) {
        curl_easy_reset(curl);
        curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &receive);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, timeout);
        long status = 0;
        if (curl_easy_perform(curl) == CURLE_OK)
            curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        return status;
    }

    CURL* curl;
    curl_slist* headers = nullptr;
};

PseudonymService::PseudonymService(PseudonymServiceOptions options,
                                   std::unique_ptr<Connection> connection)
    : options_(std::move(options)), connection_(std::move(connection)) {}
PseudonymService::~PseudonymService() = default;

base::Result<std::unique_ptr<PseudonymService>> PseudonymService::open(
    const PseudonymServiceOptions& options) {
    const auto refuse = [&](LocalizedText reason) {
        return base::error(Code::PseudonymServiceSilent, {},
                           {Argument::name(options.url), Argument::fact(reason)});
    };
    if (!is_permitted(options.url)) return refuse(kUnencrypted);
    struct stat facts {};
    std::string key;
    if (::stat(options.key_file.c_str(), &facts) == 0 && facts.st_uid == ::geteuid() &&
        (facts.st_mode & (S_IRWXG | S_IRWXO)) == 0)
        std::getline(std::ifstream(options.key_file), key);
    if (key.empty()) return refuse(kNoKey);
    prepare_curl();
#ifndef __SANITIZE_ADDRESS__  // whose leak check has to look into its own process
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
    return std::unique_ptr<PseudonymService>(
        new PseudonymService(options, std::make_unique<Connection>(key)));
}

base::Result<std::vector<std::uint64_t>> PseudonymService::map(
    std::string_view domain, std::span<const std::string_view> identifiers) {
    if (identifiers.empty()) return std::vector<std::uint64_t>();
    std::unordered_map<std::string_view, std::uint64_t> pseudonyms;
    Json asked = Json::array();
    Answer answer;
    for (const std::string_view identifier : identifiers) {
        if (!pseudonyms.emplace(identifier, 0).second) continue;
        asked.push_back(identifier);
        answer.most_bytes += identifier.size() * 6 + kBytesPerAnswer;
    }
    const std::string body = asked.dump();
    const std::string url = options_.url + "?unit_id_type=" + connection_->escaped(domain) +
                            "&job_id=" + connection_->escaped(options_.job);
    const auto refuse = [&](Code code, LocalizedText reason) {
        return base::error(code, {}, {Argument::name(options_.url), Argument::fact(reason)});
    };
    long status = 0;
    // What is asked twice is answered alike, so asking again does no harm.
    for (int attempt = 0; attempt < kAttempts && (status == 0 || status >= 500); ++attempt) {
        answer.body.clear();
        status = connection_->post(url, body, options_.timeout_seconds, answer);
        if (answer.is_too_long) return refuse(Code::PseudonymServiceWrong, kTooLong);
    }
    if (status == 0) return refuse(Code::PseudonymServiceSilent, kNoAnswer);
    if (status != 200) {
        const std::string word = "HTTP " + std::to_string(status);
        return refuse(Code::PseudonymServiceSilent, {word, word});
    }

    const Json found = Json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
    if (!found.is_object()) return refuse(Code::PseudonymServiceWrong, kNoJson);
    std::unordered_set<std::uint64_t> given;
    for (auto& [identifier, pseudonym] : pseudonyms) {
        const auto each = found.find(identifier);
        if (each == found.end()) return refuse(Code::PseudonymServiceWrong, kAbsent);
        if (!each->is_number_unsigned() || each->get<std::uint64_t>() >= kPseudonymLimit)
            return refuse(Code::PseudonymServiceWrong, kRange);
        pseudonym = each->get<std::uint64_t>();
        if (!given.insert(pseudonym).second) return refuse(Code::PseudonymServiceWrong, kShared);
    }
    std::vector<std::uint64_t> result;
    result.reserve(identifiers.size());
    for (const std::string_view identifier : identifiers)
        result.push_back(pseudonyms.find(identifier)->second);
    return result;
}

}  // namespace skjerm::publish
