#include "bench/command_line.h"

int main(int argc, char** argv) { return zramlab::run_program(argc, argv); }
