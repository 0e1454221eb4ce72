using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests;

/// <summary>Nesting that would overflow one thread's stack.</summary>
public sealed class DeepNestingTests
{
    [Fact]
    public void Render_EndlessRecursion_FailsAtGosDepth()
        => Rendering.Fail("{{define \"a\"}}{{if true}}{{template \"a\" .}}{{end}}{{end}}{{template \"a\"}}").Message.ShouldBe(
            "template: main:1:36: executing \"a\" at <{{template \"a\" .}}>: exceeded maximum template depth (100000)");

    [Fact]
    public void Render_RecursionWithinTheDepth_Renders()
        => Rendering.Render("{{define \"a\"}}{{if lt . 50000}}{{template \"a\" (add . 1)}}{{else}}{{.}}{{end}}{{end}}{{template \"a\" 0}}")
            .ShouldBe("50000");

    // Go would go on until the machine has no memory left.
    [Theory]
    [InlineData("{{template \"a\" (print . \"0123456789012345678901234567890123456789\")}}")]
    [InlineData("{{$kept := print \"%65536d\" . | printf}}{{template \"a\" $kept}}")]
    public void Render_EndlessRecursionThatAllocates_FailsBeforeMemoryIsExhausted(string body)
        => Rendering.Fail(
            $"{{{{define \"a\"}}}}{body}{{{{end}}}}{{{{template \"a\" 1}}}}", options: new TemplateOptions { MaxOutputBytes = 32 << 20 })
            .Reason.ShouldBe("template calls within each other keep more than 33554432 bytes");

    [Fact]
    public void Render_DeepRecursionWhileOthersUseMuchMemory_Renders()
    {
        var kept = new System.Collections.Concurrent.ConcurrentBag<byte[]>();
        var functions = Doubles.Table.With([GoFunction.Create("keep", [], GoType.Int, (_, _) =>
        {
            var other = new Thread(() => kept.Add(new byte[1 << 20]));
            other.Start();
            other.Join();
            return Value.FromInt(1);
        })]);

        Rendering.Render(
            "{{define \"a\"}}{{if lt . 200}}{{$x := keep}}{{template \"a\" (add . 1)}}{{else}}{{.}}{{end}}{{end}}{{template \"a\" 0}}",
            options: new TemplateOptions { MaxOutputBytes = 1_000_000 },
            functions: functions).ShouldBe("200");
        kept.Count.ShouldBe(200);
    }

    // The heap is that of all tests, so the bound is well above what the others keep.
    [Fact]
    public void Render_DeepRecursionThatAllocatesTemporarily_Renders()
        => Rendering.Render(
            "{{define \"a\"}}{{$x := len (printf \"%65536d\" .)}}{{if lt . 6000}}{{template \"a\" (add . "
            + "1)}}{{else}}{{$x}}{{end}}{{end}}{{template \"a\" 0}}",
            options: new TemplateOptions { MaxOutputBytes = 256 << 20 }).ShouldBe("65536");

    [Fact]
    public void Render_ParenthesesOfTheLargestDepth_Render()
        => Rendering.Render("{{" + new string('(', 9_999) + "1" + new string(')', 9_999) + "}}").ShouldBe("1");

    [Fact]
    public void Render_ErrorAroundDeepParentheses_QuotesThemAll()
    {
        var expression = new string('(', 9_999) + "1" + new string(')', 9_999);
        Rendering.Fail("{{len " + expression + "}}").Context.ShouldBe("len " + expression);
    }

    [Fact]
    public void Render_DeepControlActions_Render()
        => Rendering.Render(Repeat("{{if true}}", 20_000) + "x" + Repeat("{{end}}", 20_000)).ShouldBe("x");

    [Fact]
    public void Render_LongElseIfChain_Renders()
        => Rendering.Render("{{if false}}a" + Repeat("{{else if false}}b", 20_000) + "{{else}}c{{end}}").ShouldBe("c");

    [Fact]
    public void Render_ListThatHoldsItself_FailsToPrint()
    {
        var list = GoSlice.Over(GoType.AnySlice, [Value.Nil]);
        list[0] = Value.FromSlice(list);
        Rendering.Fail("{{.}}", Value.FromSlice(list)).Reason.ShouldContain("nests more than 10000 deep");
        Rendering.Fail("{{printf \"%v\" .}}", Value.FromSlice(list)).Reason.ShouldStartWith("error calling printf: ");
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
