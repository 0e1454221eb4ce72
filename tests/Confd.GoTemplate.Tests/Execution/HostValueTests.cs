using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Execution;

/// <summary>Values that only a host can make: functions, typed collections, named types, methods. Outcomes follow Go's rules.</summary>
public sealed class HostValueTests
{
    private static readonly GoType Level = GoType.Named(
        "log.Level",
        GoType.Int,
        () =>
        [
            new GoMethod("Next", [], GoType.Int, static (_, receiver, _) => Value.FromInt(receiver.AsInt() + 1)),
            new GoMethod("Plus", [GoType.Int], GoType.Int, static (_, receiver, a) => Value.FromInt(receiver.AsInt() + a[0].AsInt())),
            new GoMethod("Pair", [], [GoType.Int, GoType.Int], static (_, receiver, _) => receiver),
            new GoMethod("Triple", [], [GoType.Int, GoType.Int, GoType.Int], static (_, receiver, _) => receiver),
            new GoMethod("Checked", [], [GoType.Int, GoType.Error], static (_, _, _) => throw new TemplateFunctionException("no level")),
            new GoMethod("String", [], GoType.String, static (_, receiver, _) => Value.FromString("L" + receiver.AsInt())),
        ],
        stringMethod: static value => ByteString.FromString("L" + value.AsInt()));

    private static readonly GoType Server = GoType.Struct(
        "app.Server",
        [
            new("Name", GoType.String),
            new("Level", Level),
            new("secret", GoType.Int),
            new("Extra", GoType.Any),
            new("Tags", GoType.StringSlice),
        ],
        () => [new GoMethod("Url", [GoType.String], GoType.String, static (_, receiver, a)
            => Value.FromString($"{a[0]}://{receiver.AsObject().Field(0)}"))]);

    private static Value Dot => Rendering.Map(
        ("level", Value.FromInteger(Level, 3)),
        ("server", Value.FromObject(new GoStruct(
            Server,
            Value.FromString("web"),
            Value.FromInteger(Level, 2),
            Value.FromInt(9),
            Value.Nil,
            Value.FromSlice(GoSlice.NilOf(GoType.StringSlice))))),
        ("u8", Value.FromInteger(GoType.Uint8, 200)),
        ("i64", Value.FromInteger(GoType.Int64, -5)),
        ("u64", Value.FromInteger(GoType.Uint64, -1)),
        ("bytes", Value.FromSlice(GoSlice.OfBytes([1, 0x41, 0xFF]))),
        ("ints", Value.FromMap(IntMap())),
        (
            "double",
            Value.FromFunction(GoFunction.Create("double", [GoType.Int], GoType.Int, static (_, a) => Value.FromInt(a[0].AsInt() * 2)))),
        ("sum", Value.FromFunction(GoFunction.CreateVariadic("sum", [GoType.Int], GoType.Int, static (_, a) =>
        {
            long sum = 0;
            foreach (var item in a)
            {
                sum += item.AsInt();
            }

            return Value.FromInt(sum);
        }))));

    [Theory]
    [InlineData("{{.level}} {{.level.Next}} {{.level.Plus 4}} {{5 | .level.Plus}} {{printf \"%d %v %x %#v %T\" .level "
        + ".level .level .level .level}}",
        "L3 4 7 8 3 L3 4c33 3 log.Level")]
    [InlineData("{{.server.Name}} {{.server.Level}} {{.server.Extra}} {{.server.Url \"http\"}}", "web L2 <no value> http://web")]
    [InlineData("{{.server}}", "{web L2 9 <nil> []}")]
    [InlineData("{{printf \"%+v\" .server}}", "{Name:web Level:L2 secret:9 Extra:<nil> Tags:[]}")]
    [InlineData("{{printf \"%#v\" .server}}",
        "app.Server{Name:\"web\", Level:2, secret:9, Extra:interface {}(nil), Tags:[]string(nil)}")]
    [InlineData("{{.u8}} {{.i64}} {{.u64}} {{printf \"%d %x %#v\" .u8 .u8 .u8}}", "200 -5 18446744073709551615 200 c8 0xc8")]
    [InlineData("{{eq .u8 200}} {{lt .i64 .u64}} {{lt .u64 .i64}} {{eq .u64 -1}} {{ge .u8 .u8}}", "true true false false true")]
    [InlineData("{{.bytes}} {{printf \"%s|%x|%q|%v|%d|%#v\" .bytes .bytes .bytes .bytes .bytes .bytes}}",
        "[1 65 255] \u0001A\uFFFD|0141ff|\"\\x01A\\xff\"|[1 65 255]|[1 65 255]|[]byte{0x1, 0x41, 0xff}")]
    [InlineData("{{.ints.a}} {{.ints.zz}} {{index .ints \"a\"}} {{index .ints \"zz\"}} {{printf \"%T %#v\" .ints .ints}}",
        "1 <no value> 1 0 map[string]int map[string]int{\"a\":1, \"b\":2}")]
    [InlineData("{{call .double 4}} {{3 | call .double}} {{call .sum}} {{call .sum 1 2 3}}", "8 6 0 6")]
    [InlineData(
        "{{range $i, $b := .bytes}}{{$i}}={{$b}} {{end}}{{range .ints}}<{{.}}>{{end}}{{range .level}}{{.}},{{end}}",
        "0=1 1=65 2=255 <1><2>L0,L1,L2,")]
    [InlineData("{{if .double}}f{{end}}{{if .server}}s{{end}}{{with .server.Tags}}t{{else}}-{{end}}", "fs-")]
    [InlineData("{{eq .server nil}} {{eq .level 3}} {{ne .level 4}} {{len .bytes}} {{len .ints}}", "false true true 3 2")]
    public void Render_HostValues_FollowGo(string text, string expected)
        => Rendering.Render(text, Dot).ShouldBe(expected);

    [Theory]
    [InlineData("{{.level.Pair}}", "invalid function signature for Pair: second return value should be error; is int")]
    [InlineData("{{.level.Triple}}", "function Triple has 3 return values; should be 1 or 2")]
    [InlineData("{{.level.Checked}}", "error calling Checked: no level")]
    [InlineData("{{.level.Plus}}", "wrong number of args for Plus: want 1 got 0")]
    [InlineData("{{.level.Nope}}", "can't evaluate field Nope in type interface {}")]
    [InlineData("{{(.level).Nope}}", "can't evaluate field Nope in type log.Level")]
    [InlineData("{{.server.secret}}", "secret is an unexported field of struct type interface {}")]
    [InlineData("{{.server.Name 1}}", "Name has arguments but cannot be invoked as function")]
    [InlineData("{{.server.Extra.x}}", "nil pointer evaluating interface {}.x")]
    [InlineData("{{add .level 1}}", "wrong type for value; expected int; got log.Level")]
    [InlineData("{{add .u8 1}}", "wrong type for value; expected int; got uint8")]
    [InlineData("{{.double}}", "can't print {{.double}} of type func(int) int")]
    [InlineData("{{call .double \"x\"}}", "error calling call: arg 0: value has type string; should be int")]
    [InlineData("{{call .double nil}}", "error calling call: arg 0: value is nil; should be of type int")]
    [InlineData("{{call .double}}", "error calling call: wrong number of args for .double: got 0 want 1")]
    [InlineData("{{call .server.Name}}", "error calling call: non-function .server.Name of type string")]
    [InlineData("{{.server.Name | call}}", "error calling call: non-function web of type string")]
    [InlineData("{{7 | call}}", "error calling call: non-function <int Value> of type int")]
    [InlineData("{{call nil}}", "error calling call: call of nil")]
    [InlineData("{{call .nothing}}", "error calling call: call of nil")]
    [InlineData("{{range .server}}{{end}}", "range can't iterate over {web L2 9 <nil> []}")]
    [InlineData("{{range $a, $b := .level}}{{end}}", "can't use L3 to iterate over more than one variable")]
    [InlineData("{{eq .bytes .bytes}}", "error calling eq: non-comparable type \u0001A\uFFFD: []uint8")]
    [InlineData("{{eq .server .server}}", "error calling eq: non-comparable type {web L2 %!s(int=9) <nil> []}: app.Server")]
    public void Render_HostValues_FailAsInGo(string text, string reason)
        => Rendering.Fail(text, Dot).Reason.ShouldBe(reason);

    [Fact]
    public void Render_CallWithUint8ForInt_Converts()
        => Rendering.Render("{{call .double .u8}}", Dot).ShouldBe("400");

    [Fact]
    public void Render_OwnFunctionOfAPredefinedName_TakesItsPlace()
    {
        var functions = FunctionTable.Predefined.With([GoFunction.Create("and", [GoType.Int], GoType.Int, static (_, a) => a[0])]);
        Rendering.Render("{{and 5}}", functions: functions).ShouldBe("5");
        Rendering.Fail("{{and 5 6}}", functions: functions).Reason.ShouldBe("wrong number of args for and: want 1 got 2");
    }

    [Fact]
    public void Render_FunctionNamedBreak_ReplacesTheKeyword()
    {
        var functions = FunctionTable.Predefined.With(
            [GoFunction.Create("break", [], GoType.String, static (_, _) => Value.FromString("b"))]);
        Rendering.Render("{{break}}{{range 2}}{{break}}{{end}}", functions: functions).ShouldBe("bbb");
    }

    [Fact]
    public void WithLater_NoneCalled_AreNotCreated()
    {
        var asked = 0;
        var functions = FunctionTable.Predefined.WithLazy(() =>
        {
            asked++;
            return [
                GoFunction.Create("len", [], GoType.String, (_, _) => Value.FromString("later")),
                GoFunction.Create("late", [], GoType.String, (_, _) => Value.FromString("l")),
            ];
        });

        Rendering.Render("{{len \"abc\"}}{{range 2}}{{.}}{{continue}}{{end}}", functions: functions).ShouldBe("301");
        asked.ShouldBe(0);
        Rendering.Render("{{late}}{{len \"abc\"}}{{late}}", functions: functions.With([])).ShouldBe("l3l");
        Rendering.Fail("{{none}}", functions: functions).Message.ShouldEndWith("function \"none\" not defined");
        functions.Names.Count(name => name == "len").ShouldBe(1);
        asked.ShouldBe(1);
    }

    [Fact]
    public void WithLater_Twice_HasBoth()
    {
        GoFunction Text(string name, string text) => GoFunction.Create(name, [], GoType.String, (_, _) => Value.FromString(text));
        var functions = FunctionTable.Predefined.WithLazy(() => [Text("a", "1"), Text("b", "2")])
            .WithLazy(() => [Text("b", "3"), Text("c", "4")]);

        Rendering.Render("{{a}}{{b}}{{c}}", functions: functions).ShouldBe("124");
    }

    [Fact]
    public void FunctionNames_OfATemplate_AreThoseThatItCalls() =>
        Rendering.Parse("{{len \"a\" | print}}{{define \"x\"}}{{if eq 1 2}}{{len \"b\"}}{{end}}{{end}}").With("y", "{{not true}}"u8)
            .FunctionNames.Order(StringComparer.Ordinal).ShouldBe(["eq", "len", "not", "print"]);

    [Fact]
    public void Render_FunctionThatRenders_HasItsOwnRun()
    {
        var inner = Rendering.Parse("[{{.}}{{template \"x\" .}}]{{define \"x\"}}!{{$}}{{end}}");
        var functions = FunctionTable.Predefined.With([GoFunction.Create("include", [GoType.Any], GoType.String, (_, a) =>
        {
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            inner.Render(output, a[0]);
            return Value.FromString(ByteString.Copy(output.WrittenSpan));
        })]);
        Rendering.Render("{{$x := 1}}{{print (include 7) $x (include $x)}}", functions: functions).ShouldBe("[7!7]1[1!1]");
    }

    [Fact]
    public void Render_ArgumentsOfAnyType_SeeNilNotInvalid()
    {
        var seen = new List<GoKind>();
        var functions = FunctionTable.Predefined.With([GoFunction.CreateVariadic("look", [GoType.Any], GoType.String, (_, a) =>
        {
            foreach (var item in a)
            {
                seen.Add(item.Kind);
            }

            return Value.FromString("");
        })]);
        Rendering.Render("{{look .none nil .nil 1}}{{.none | look}}", Rendering.Map(("nil", Value.Nil)), functions: functions);
        seen.ShouldBe([GoKind.Nil, GoKind.Nil, GoKind.Nil, GoKind.Int, GoKind.Nil]);
    }

    [Theory]
    [InlineData("{{make}}", "error calling make: there is no room for a result that large")]
    [InlineData("{{.}}", "there is no room for a result that large")]
    [InlineData("{{print .}}", "error calling print: there is no room for a result that large")]
    public void Render_NoMemory_IsAnErrorOfTheTemplate(string text, string reason)
    {
        // No text of .NET may be so long: it is refused before memory is asked for.
        static ByteString Make() => ByteString.FromString(new string('a', int.MaxValue));
        var large = GoType.Named("app.Large", GoType.Int, stringMethod: static _ => Make());
        var functions = FunctionTable.Predefined.With(
            [GoFunction.Create("make", [], GoType.String, static (_, _) => Value.FromString(Make()))]);

        Rendering.Fail(text, Value.FromInteger(large, 1), functions: functions).Reason.ShouldBe(reason);
    }

    private static GoMap IntMap()
    {
        var map = new GoMap(GoType.MapOf(GoType.Int));
        map.Set(ByteString.FromString("b"), Value.FromInt(2));
        map.Set(ByteString.FromString("a"), Value.FromInt(1));
        return map;
    }
}
