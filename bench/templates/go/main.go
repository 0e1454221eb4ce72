// What parsing and rendering cost Go's text/template: the peer of Confd.GoTemplate.Measure, which says what the lines mean.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"text/template"
	"time"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: templates CASES DATA MILLISECONDS")
		os.Exit(2)
	}
	var data interface{}
	check(json.Unmarshal(read(os.Args[2]), &data))
	milliseconds, err := strconv.Atoi(os.Args[3])
	check(err)
	cases, err := filepath.Glob(filepath.Join(os.Args[1], "*.tmpl"))
	check(err)
	for _, path := range cases {
		name, text := filepath.Base(path), string(read(path))
		parse := func() *template.Template { return template.Must(template.New(name).Parse(text)) }
		parsed, output := parse(), bytes.Buffer{}
		render := func() {
			output.Reset()
			check(parsed.Execute(&output, data))
		}
		render()
		sum := fnv.New64a()
		sum.Write(output.Bytes())
		duration := time.Duration(milliseconds) * time.Millisecond
		parseCPU, parseBytes := measure(duration, func() { parse() })
		renderCPU, renderBytes := measure(duration, render)
		fmt.Printf("%s %x %d %d %d %d\n", name, sum.Sum64(), parseCPU, parseBytes, renderCPU, renderBytes)
	}
}

// measure repeats the work, once to warm up and once to count, and returns nanoseconds of CPU and bytes of heap of one round.
func measure(duration time.Duration, work func()) (int64, uint64) {
	rounds := int64(0)
	for start := time.Now(); time.Since(start) < duration; rounds++ {
		work()
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	cpu := cpuTime()
	for i := int64(0); i < rounds; i++ {
		work()
	}
	cpu = cpuTime() - cpu
	runtime.ReadMemStats(&after)
	return cpu / rounds, (after.TotalAlloc - before.TotalAlloc) / uint64(rounds)
}

func cpuTime() int64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func read(path string) []byte {
	content, err := os.ReadFile(path)
	check(err)
	return content
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
