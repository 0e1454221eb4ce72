using System.Buffers;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests;

public sealed class AllocationTests
{
    // Enough rounds for the output buffer to have its final size.
    private static readonly ByteString Answer = ByteString.FromString("value");

    private static readonly FunctionTable Functions = FunctionTable.Predefined.With(
    [
        GoFunction.Create("add", [GoType.Int, GoType.Int], GoType.Int, static (_, a) => Value.FromInt(a[0].AsInt() + a[1].AsInt())),
        GoFunction.Create("mod", [GoType.Int, GoType.Int], GoType.Int, static (_, a) => Value.FromInt(a[0].AsInt() % a[1].AsInt())),
        GoFunction.Create("getv", [GoType.String], GoType.String, static (_, _) => Value.FromString(Answer)),
    ]);

    [Fact]
    public void Render_LoopOfPrintsCallsAndBranches_AllocatesNothingPerRound()
    {
        var template = Rendering.Parse(
            """
            {{range $i, $x := .}}server s{{printf "%05d" $x}} {{getv "/app000/k00001"}}:{{add $x 1000}}{{if eq (mod $x 2) 0}} backup{{end}};
            {{end}}
            """,
            functions: Functions);
        var few = Numbers(5_000);
        var many = Numbers(21_000);
        Measure(template, few);

        (Measure(template, many) - Measure(template, few)).ShouldBeLessThan(1_000);
    }

    [Fact]
    public void Render_FieldsMapsAndTemplateCalls_AllocateNothingPerRound()
    {
        var template = Rendering.Parse(
            "{{define \"r\"}}{{.name}}={{.port}} {{end}}{{range .}}{{template \"r\" $.item}}{{with "
            + "$.item.name}}{{.}}{{end}}{{end}}".Replace(
                "range .", "range .rounds", StringComparison.Ordinal),
            functions: Functions);
        var item = Rendering.Map(("name", Value.FromString("web")), ("port", Value.FromInt(80)));
        var few = Rendering.Map(("item", item), ("rounds", Value.FromInt(5_000)));
        var many = Rendering.Map(("item", item), ("rounds", Value.FromInt(21_000)));
        Measure(template, few);

        (Measure(template, many) - Measure(template, few)).ShouldBeLessThan(1_000);
    }

    [Fact]
    public void Render_SmallTemplate_AllocatesLittle()
    {
        var template = Rendering.Parse("listen {{.port}}; # {{printf \"%q\" .name}}\n", functions: Functions);
        var dot = Rendering.Map(("name", Value.FromString("web")), ("port", Value.FromInt(80)));
        Measure(template, dot);

        Measure(template, dot).ShouldBeLessThan(100);
    }

    [Fact]
    public void Value_Size_IsThreeWords()
        => System.Runtime.CompilerServices.Unsafe.SizeOf<Value>().ShouldBe(24);

    private static Value Numbers(int count)
    {
        var numbers = new Value[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = Value.FromInt(i);
        }

        return Value.FromSlice(GoSlice.Over(GoType.IntSlice, numbers));
    }

    private static long Measure(Template template, Value dot)
    {
        var output = new NullWriter();
        var before = GC.GetAllocatedBytesForCurrentThread();
        template.Render(output, dot);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class NullWriter : IBufferWriter<byte>
    {
        private readonly byte[] _buffer = new byte[256 * 1024];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public Span<byte> GetSpan(int sizeHint = 0) => _buffer;
    }
}
