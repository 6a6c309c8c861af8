#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/cli/result_writer.h"

namespace skjerm::cli {

namespace {

/// Spreadsheets take a file for UTF-8 when it begins with this.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class CsvWriter : public ResultWriter {
public:
    CsvWriter(const WriterSetup& setup, Output& output) : setup_(setup), output_(output) {}

    void command_started(const session::CommandEvent&) override {}
    void result(const session::CommandEvent&, const released::Result& result) override {
        const std::string csv = render::to_csv(result, setup_.style, setup_.separator);
        if (csv.empty()) return;
        if (std::exchange(written_, true)) output_.write("\r\n");
        output_.write(csv);
        output_.flush();
    }
    bool diagnosed(const session::CommandEvent*, const base::Diagnostic&) override { return false; }
    void command_finished(const session::CommandEvent&, bool) override {}
    void end(const RunOutcome&) override {}

private:
    const WriterSetup& setup_;
    Output& output_;
    bool written_ = false;
};

class CsvFolderWriter : public ResultWriter {
public:
    CsvFolderWriter(const WriterSetup& setup, std::string folder)
        : setup_(setup), folder_(std::move(folder)) {}

    void begin() override {
        std::error_code fault;
        std::filesystem::create_directories(folder_, fault);
        if (fault)
            fail(base::error(base::Code::OutputNotWritten, {},
                             {base::Argument::fact(folder_),
                              base::Argument::fact(system_error_text(fault.value()))}));
    }
    void command_started(const session::CommandEvent&) override { tables_ = 0; }
    void result(const session::CommandEvent& command, const released::Result& result) override {
        const std::string csv = render::to_csv(result, setup_.style, setup_.separator);
        if (csv.empty() || failure_) return;
        base::Result<Output> file = Output::create(file_name(command));
        if (!file) return fail(std::move(file).diagnostic());
        file->write(kByteOrderMark);
        file->write(csv);
        const base::Status written = file->finish();
        if (!written) fail(written.diagnostic());
    }
    bool diagnosed(const session::CommandEvent*, const base::Diagnostic&) override { return false; }
    void command_finished(const session::CommandEvent&, bool) override {}
    void end(const RunOutcome&) override {}
    std::optional<base::Diagnostic> failure() const override { return failure_; }

private:
    /// `017-tabulate.csv`, and `017-tabulate-2.csv` for a second table of the same command. The
    /// name of a command has letters and hyphens only.
    std::string file_name(const session::CommandEvent& command) {
        const std::string number = std::to_string(command.number);
        std::string name(number.size() < 3 ? 3 - number.size() : 0, '0');
        name += number + "-" + command.name;
        if (++tables_ > 1) name += "-" + std::to_string(tables_);
        return (std::filesystem::path(folder_) / (name + ".csv")).string();
    }
    void fail(base::Diagnostic diagnostic) {
        if (!failure_) failure_ = std::move(diagnostic);
    }

    const WriterSetup& setup_;
    std::string folder_;
    std::size_t tables_ = 0;
    std::optional<base::Diagnostic> failure_;
};

}  // namespace

std::unique_ptr<ResultWriter> make_csv_writer(const WriterSetup& setup, Output& output) {
    return std::make_unique<CsvWriter>(setup, output);
}

std::unique_ptr<ResultWriter> make_csv_folder_writer(const WriterSetup& setup, std::string folder) {
    return std::make_unique<CsvFolderWriter>(setup, std::move(folder));
}

}  // namespace skjerm::cli
