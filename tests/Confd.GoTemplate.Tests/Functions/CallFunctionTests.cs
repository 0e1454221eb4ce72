using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Functions;

/// <summary>Fitting of arguments as Go's <c>prepareArg</c> does it (<c>text/template/funcs.go</c>).</summary>
public sealed class CallFunctionTests
{
    private static readonly GoFunction Join = GoFunction.CreateVariadic(
        "join", [GoType.String, GoType.Int], GoType.String, static (_, arguments)
            => Value.FromString(string.Join(arguments[0].ToString(), arguments[1..].ToArray().Select(item => item.AsInt()))));

    [Theory]
    [InlineData("call .f `-`", "")]
    [InlineData("call .f `-` 1", "1")]
    [InlineData("call .f `-` 1 2 3", "1-2-3")]
    [InlineData("call .f `-` .small", "200")] // integers fit into each other
    public void Invoke_Arguments_AreGiven(string expression, string expected)
        => Rendering.Render("{{" + expression + "}}", Dot).ShouldBe(expected);

    [Theory]
    [InlineData("call .f", "error calling call: wrong number of args for .f: got 0 want at least 1")]
    [InlineData("call .f 1", "error calling call: arg 0: value has type int; should be string")]
    [InlineData("call .f `-` 1.5", "error calling call: arg 1: value has type float64; should be int")]
    [InlineData("call .f `-` nil", "error calling call: arg 1: value is nil; should be of type int")]
    [InlineData("call .one 1 2", "error calling call: wrong number of args for .one: got 2 want 1")]
    [InlineData("call .small", "error calling call: non-function .small of type uint8")]
    [InlineData("call nil", "error calling call: call of nil")]
    public void Invoke_BadArguments_AreRefused(string expression, string reason)
        => Rendering.Fail("{{" + expression + "}}", Dot).Reason.ShouldBe(reason);

    [Fact]
    public void Prepare_Nil_FitsWhatCanBeNil()
    {
        foreach (var type in new[] { GoType.Any, GoType.AnySlice, GoType.AnyMap, GoType.PointerTo(Samples.Pair) })
        {
            CallFunction.Prepare(Value.Invalid, type).Kind.ShouldBe(ZeroValue.Of(type).Kind);
        }

        foreach (var type in new[] { GoType.Int, GoType.String, GoType.Bool, Samples.Pair })
        {
            Should.Throw<TemplateFunctionException>(() => CallFunction.Prepare(Value.Invalid, type))
                .Message.ShouldBe($"value is nil; should be of type {type}");
        }
    }

    [Fact]
    public void Prepare_LargerInteger_LosesItsUpperBits()
        => CallFunction.Prepare(Value.FromInt(0x1FF), GoType.Uint8).AsInt().ShouldBe(0xFF);

    private static Value Dot => Rendering.Map(
        ("f", Value.FromFunction(Join)),
        ("one", Value.FromFunction(GoFunction.Create("one", [GoType.Any], GoType.Any, static (_, arguments) => arguments[0]))),
        ("small", Value.FromInteger(GoType.Uint8, 200)));
}
