using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Execution;

/// <summary>Functions of the program that uses the library, and what it may get wrong about them.</summary>
public sealed class GoFunctionTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("_")]
    [InlineData("_1")]
    [InlineData("größe2")]
    [InlineData("\ud835\udd04")] // a letter above U+FFFF
    public void Create_NameThatIsAnIdentifier_IsTaken(string name) =>
        GoFunction.Create(name, [], GoType.Int, static (_, _) => Value.FromInt(1)).Name.ShouldBe(name);

    [Theory]
    [InlineData("")]
    [InlineData("bad name")]
    [InlineData("1a")]
    [InlineData("a-b")]
    [InlineData("a.b")]
    [InlineData("\ud800")]
    public void Create_NameThatGosFuncsPanicsFor_IsRefused(string name)
    {
        var function = GoFunction.Create("good", [GoType.Int], GoType.Int, static (_, _) => Value.FromInt(1));
        Action[] ways =
        [
            () => GoFunction.Create(name, [], GoType.Int, static (_, _) => Value.FromInt(1)),
            () => GoFunction.CreateVariadic(name, [GoType.Int], GoType.Int, static (_, _) => Value.FromInt(1)),
            () => function.WithName(name),
        ];
        foreach (var way in ways)
        {
            Should.Throw<ArgumentException>(way).Message.ShouldStartWith($"'{name}' is not an identifier: ");
        }
    }

    [Fact]
    public void Create_NullForAPartOfTheSignatureOrTheBody_IsRefusedByName()
    {
        GoFunctionBody body = static (_, _) => Value.FromInt(1);
        GoMethodBody method = static (_, _, _) => Value.FromInt(1);
        (Action Way, string Name)[] ways =
        [
            (() => GoFunction.Create("f", [null!], GoType.Int, body), "parameters"),
            (() => GoFunction.Create("f", default, GoType.Int, body), "parameters"),
            (() => GoFunction.Create("f", [], null!, body), "result"),
            (() => GoFunction.Create("f", [], GoType.Int, null!), "body"),
            (() => GoFunction.CreateVariadic("f", default, GoType.Int, body), "parameters"),
            (() => GoFunction.CreateVariadic("f", [GoType.Int, null!], GoType.Int, body), "parameters"),
            (() => _ = new GoMethod(null!, [], GoType.Int, method), "name"),
            (() => _ = new GoMethod("M", [null!], GoType.Int, method), "parameters"),
            (() => _ = new GoMethod("M", [], (GoType)null!, method), "results"),
            (() => _ = new GoMethod("M", [], GoType.Int, null!), "body"),
            (() => _ = new GoField("F", null!), "Type"),
            (() => GoType.Struct("t.T", [null!]), "fields"),
        ];
        foreach (var (way, name) in ways)
        {
            Should.Throw<ArgumentNullException>(way).ParamName.ShouldBe(name);
        }
    }

    [Theory]
    [InlineData("{{wrong}}", "error calling wrong: the result of wrong has type string, and int is declared")]
    [InlineData("{{add1 wrong}}", "error calling wrong: the result of wrong has type string, and int is declared")]
    [InlineData("{{call .wrong}}", "error calling call: the result of wrong has type string, and int is declared")]
    [InlineData("{{.self.Wrong}}", "error calling Wrong: the result of Wrong has type string, and int is declared")]
    public void Render_ResultOfAnotherTypeThanDeclared_IsAnErrorThatNamesTheFunction(string template, string reason)
    {
        var wrong = GoFunction.Create("wrong", [], GoType.Int, static (_, _) => Value.FromString("not an int"));
        var type = GoType.Struct(
            "t.Self", [], () => [new GoMethod("Wrong", [], GoType.Int, static (_, _, _) => Value.FromString("no int"))]);
        var functions = FunctionTable.Predefined.With(
            [wrong, GoFunction.Create("add1", [GoType.Int], GoType.Int, static (_, a) => Value.FromInt(a[0].AsInt() + 1))]);
        var dot = Rendering.Map(("wrong", Value.FromFunction(wrong)), ("self", Value.FromObject(new GoStruct(type))));

        Rendering.Fail(template, dot, functions: functions).Reason.ShouldBe(reason);
    }
}
