// Runs a program and writes the names of those of its functions that are called, in the order of their first call:
//   record-order SYMBOLS OUTPUT PROGRAM [ARGUMENT...]
// SYMBOLS has lines "ADDRESS NAME", ADDRESS in hexadecimal and absolute. Each function gets a breakpoint that is taken
// away when it is hit. Linux on x86-64.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
  unsigned long address;
  char *name;
  unsigned char first_byte;
  int is_hit;
} function;

static function *functions;
static size_t count;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int by_address(const void *left, const void *right) {
  unsigned long a = ((const function *)left)->address, b = ((const function *)right)->address;
  return a < b ? -1 : a > b;
}

static void read_symbols(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) fail(path);
  char *line = NULL;
  size_t size = 0, room = 0;
  while (getline(&line, &size, file) > 0) {
    char *name;
    unsigned long address = strtoul(line, &name, 16);
    name[strcspn(name, "\n")] = 0;
    if (count == room && !(functions = realloc(functions, (room = room * 2 + 1024) * sizeof *functions))) fail("memory");
    functions[count++] = (function){address, strdup(name + 1), 0, 0};
  }
  fclose(file);
  qsort(functions, count, sizeof *functions, by_address);
}

static void set_breakpoints(int memory) {
  for (size_t i = 0; i < count; i++) {
    unsigned char stop = 0xCC;
    // Two names of one function: the first of them has the breakpoint.
    if (i > 0 && functions[i].address == functions[i - 1].address) continue;
    if (pread(memory, &functions[i].first_byte, 1, functions[i].address) != 1) fail(functions[i].name);
    if (pwrite(memory, &stop, 1, functions[i].address) != 1) fail(functions[i].name);
  }
}

// True where a thread stands behind a breakpoint of ours: it goes on at the function itself.
static int pass(pid_t thread, int memory, FILE *output) {
  struct user_regs_struct registers;
  if (ptrace(PTRACE_GETREGS, thread, 0, &registers) != 0) return 0;
  function key = {registers.rip - 1, NULL, 0, 0};
  function *found = bsearch(&key, functions, count, sizeof key, by_address);
  if (!found) return 0;
  while (found > functions && found[-1].address == found->address) found--;
  if (!found->is_hit) {
    found->is_hit = 1;
    if (pwrite(memory, &found->first_byte, 1, found->address) != 1) fail(found->name);
    for (function *same = found; same < functions + count && same->address == found->address; same++) {
      fprintf(output, "%s\n", same->name);
    }
  }
  registers.rip--;
  return ptrace(PTRACE_SETREGS, thread, 0, &registers) == 0;
}

int main(int arguments, char **argument) {
  if (arguments < 4) return 2;
  read_symbols(argument[1]);
  FILE *output = fopen(argument[2], "w");
  if (!output) fail(argument[2]);
  pid_t child = fork();
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    execv(argument[3], argument + 3);
    fail(argument[3]);
  }
  int status;
  waitpid(child, &status, 0);
  ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACECLONE);
  char path[32];
  snprintf(path, sizeof path, "/proc/%d/mem", child);
  int memory = open(path, O_RDWR);
  if (memory < 0) fail(path);
  set_breakpoints(memory);
  ptrace(PTRACE_CONT, child, 0, 0);
  pid_t thread;
  while ((thread = waitpid(-1, &status, __WALL)) > 0) {
    if (!WIFSTOPPED(status)) {
      if (thread == child) break;
      continue;
    }
    int signal = WSTOPSIG(status);
    int is_ours = (signal == SIGTRAP && ((status >> 16) != 0 || pass(thread, memory, output))) || signal == SIGSTOP;
    ptrace(PTRACE_CONT, thread, 0, is_ours ? 0 : signal);
  }
  fclose(output);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
