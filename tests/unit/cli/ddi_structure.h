// What a document lacks of DDI-Codebook 2.5, as ddi_codebook.py says it.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "support/child_process.h"
#include "support/store_folder.h"

namespace skjerm::cli {

/// A line for each problem; empty when there is none.
inline std::string ddi_problems(const testing::TemporaryFolder& folder,
                                const std::string& document) {
    const std::string file = folder.write("ddi.xml", document);
    const testing::Finished checked =
        testing::ChildProcess({"/usr/bin/env", "python3", SKJERM_DDI_CHECK, file}, {}).wait();
    EXPECT_EQ(checked.exit_code, 0) << checked.error;
    return checked.out;
}

}  // namespace skjerm::cli
