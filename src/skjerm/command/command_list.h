// The declarations of all commands that are built, one line each. registry.cpp puts them, and those
// of planned/, into the order of the manual. An explicit list: no entry can be lost by a linker.
#pragma once

#include "skjerm/command/command_spec.h"

namespace skjerm::command {

// Session
extern const CommandSpec kRequire;
extern const CommandSpec kLet;
// Datasets
extern const CommandSpec kCreateDataset;
extern const CommandSpec kUse;
extern const CommandSpec kDeleteDataset;
extern const CommandSpec kRenameDataset;
extern const CommandSpec kCloneDataset;
extern const CommandSpec kCloneUnits;
// Import
extern const CommandSpec kImport;
extern const CommandSpec kImportEvent;
extern const CommandSpec kImportPanel;
// Transformation
extern const CommandSpec kGenerate;
extern const CommandSpec kReplace;
extern const CommandSpec kRename;
extern const CommandSpec kCloneVariables;
extern const CommandSpec kKeep;
extern const CommandSpec kDrop;
extern const CommandSpec kRecode;
extern const CommandSpec kDestring;
extern const CommandSpec kSample;
extern const CommandSpec kReshapeToPanel;
extern const CommandSpec kReshapeFromPanel;
extern const CommandSpec kAggregate;
extern const CommandSpec kCollapse;
extern const CommandSpec kMerge;
// Labels
extern const CommandSpec kDefineLabels;
extern const CommandSpec kAssignLabels;
extern const CommandSpec kDropLabels;
extern const CommandSpec kListLabels;
// Statistics
extern const CommandSpec kTabulate;
extern const CommandSpec kSummarize;
// Support
extern const CommandSpec kHelp;
extern const CommandSpec kHelpFunction;
extern const CommandSpec kVariables;
extern const CommandSpec kHistory;
extern const CommandSpec kClear;
extern const CommandSpec kEdit;
extern const CommandSpec kSave;
extern const CommandSpec kLoad;
extern const CommandSpec kConfigure;

}  // namespace skjerm::command
