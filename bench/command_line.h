// The program: what the words on the command line do.
#pragma once

namespace zramlab {

// Returns the exit code. Every user's mistake ends here as one message on stderr.
int run_program(int argc, char** argv);

}  // namespace zramlab
