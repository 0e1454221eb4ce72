using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Execution;

/// <summary>Runs of one thread use the same memory, one after the other and within each other.</summary>
public sealed class SuccessiveRunTests
{
    private static readonly Template Inner = Rendering.Parse("{{range $i, $x := .}}{{$i}}={{printf \"%q\" $x}};{{end}}");

    private static readonly FunctionTable Functions = FunctionTable.Predefined.With(
    [
        GoFunction.Create("inner", [GoType.Any], GoType.String, static (_, a) => Value.FromString(Render(Inner, a[0]))),
        GoFunction.Create("fail", [], GoType.String, static (_, _) => throw new TemplateFunctionException("failed")),
    ]);

    [Fact]
    public void Render_WithinAFunctionOfARun_LeavesTheOtherRunAsItWas()
    {
        var outer = Rendering.Parse(
            "{{$a := 1}}{{range $x := .}}[{{printf \"%s %d %s\" $x $a (inner $)}}]{{end}}{{$a}}", functions: Functions);
        var dot = Value.FromSlice(GoSlice.OfStrings([ByteString.FromString("a"), ByteString.FromString("b")]));
        Render(outer, dot).ShouldBe("[a 1 0=\"a\";1=\"b\";][b 1 0=\"a\";1=\"b\";]1");
        Render(outer, dot).ShouldBe("[a 1 0=\"a\";1=\"b\";][b 1 0=\"a\";1=\"b\";]1");
    }

    [Fact]
    public void Render_AfterARunThatFailedInTheMiddle_IsAsTheFirst()
    {
        var failing = Rendering.Parse(
            "{{define \"deep\"}}{{$y := 2}}text{{printf \"%d%s\" $y (fail)}}{{end}}{{$x := 1}}{{with $x}}{{template \"deep\" .}}{{end}}",
            functions: Functions);
        var good = Rendering.Parse("{{define \"deep\"}}{{.}}{{end}}{{$x := 3}}{{template \"deep\" $x}}");
        for (var round = 0; round < 3; round++)
        {
            Should.Throw<TemplateException>(() => Render(failing, Value.Nil)).Reason.ShouldBe("error calling fail: failed");
            Render(good, Value.Nil).ShouldBe("3");
        }
    }

    [Fact]
    public void Render_Ended_KeepsNothingOfTheRunAlive()
    {
        var made = RenderOnce();
        GC.Collect();
        made.ShouldAllBe(one => !one.IsAlive);
    }

    // What a run was given: values that went through variables and arguments, the state, the template, what it wrote to.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] RenderOnce()
    {
        var (bytes, state, output) = (new byte[] { (byte)'a' }, new object(), new ArrayBufferWriter<byte>());
        var template = Rendering.Parse(
            "{{define \"t\"}}{{.}}{{end}}{{$x := .}}{{range $i, $y := $x}}{{printf \"%s\" $y | len}}{{template \"t\" $y}}{{end}}");
        template.Render(output, Value.FromSlice(GoSlice.OfStrings([new ByteString(bytes)])), state);
        return [new(bytes), new(state), new(output), new(template)];
    }

    private static string Render(Template template, Value dot)
    {
        var output = new ArrayBufferWriter<byte>();
        template.Render(output, dot);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
