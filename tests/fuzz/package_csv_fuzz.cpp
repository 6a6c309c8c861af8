// Any bytes as a data file. The first two bytes choose temporality and types. What the check says
// does not depend on where buffers end or on memory, and a file that it accepts is read again row
// by row.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "skjerm/package/data_reader.h"
#include "skjerm/package/validate.h"
#include "support/slow_source.h"

namespace {

using namespace skjerm;
using namespace skjerm::package;

void require(bool condition) {
    if (!condition) std::abort();
}

Metadata metadata_of(std::uint8_t first, std::uint8_t second) {
    Metadata metadata;
    metadata.temporality = static_cast<Temporality>(first % 4);
    metadata.identifier = find_unit_type(first / 4 % 2 == 0 ? "PERSON" : "HKDIR_HYU_OPPMELDING");
    metadata.measure.data_type = static_cast<CellType>(second % 4);
    if (second / 4 % 2 == 1) {
        for (const int number : {1, 2}) {
            CodeListItem item;
            item.code = {metadata.measure.data_type == CellType::Long, std::to_string(number),
                         number};
            item.valid_until = number * 10'000;
            metadata.measure.domain.code_list.push_back(item);
        }
    }
    return metadata;
}

Report checked(const Metadata& metadata, ByteSource& source, std::size_t memory) {
    ValidateOptions options;
    options.memory_bytes = memory;
    options.today = 20'000;
    Report report;
    report.name = "F";
    report.metadata = metadata;
    require(validate_data(source, options, report).ok());
    return report;
}

std::string summary(const Report& report) {
    std::string text = std::to_string(report.rows);
    for (const Finding& finding : report.findings)
        text += " " + std::string(finding.rule) + ":" + std::to_string(finding.line.value_or(0)) +
                ":" + finding.value.value_or("-");
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const Metadata metadata = metadata_of(data[0], data[1]);
    const std::string_view csv(reinterpret_cast<const char*>(data) + 2, size - 2);
    const Report report = checked(metadata, *text_source(csv), std::size_t{1} << 24);
    testing::SlowSource slow(csv, 1 + data[0] % 7);
    // One unit with more rows than so little memory holds is told as such; small files have none.
    if (size < 20'000) require(summary(checked(metadata, slow, 200'000)) == summary(report));
    if (!report.accepted()) return 0;

    DataReader reader(text_source(csv), metadata.identifier_type(), metadata.measure.data_type);
    RowBatch batch;
    std::uint64_t rows = 0;
    for (;;) {
        const auto more = reader.next(batch);
        require(more.ok());
        if (!*more) break;
        require(batch.first_row == rows && batch.starts.size() == batch.size());
        rows += batch.size();
    }
    require(rows == report.rows);
    return 0;
}
