using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests;

/// <summary>The examples of the library's README. Each region stands there word for word, which <see cref="ReadmeTests"/> checks.</summary>
internal static class ReadmeExamples
{
    public static string First()
    {
        // readme: first
        var template = Template.Parse(
            "greeting.tmpl", "Hello {{.name}}, you are {{printf \"%03d\" .number}}.\n"u8, FunctionTable.Predefined);

        var data = new GoMap(GoType.AnyMap);
        data.Set(ByteString.FromString("name"), Value.FromString("world"));
        data.Set(ByteString.FromString("number"), Value.FromInt(7));

        var output = new ArrayBufferWriter<byte>();
        template.Render(output, Value.FromMap(data));
        Console.Out.Write(Encoding.UTF8.GetString(output.WrittenSpan));
        // end
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Functions()
    {
        // readme: functions
        var functions = FunctionTable.Predefined.With(
        [
            GoFunction.Create("add", [GoType.Int, GoType.Int], GoType.Int, static (_, arguments)
                => Value.FromInt(arguments[0].AsInt() + arguments[1].AsInt())),

            GoFunction.CreateVariadic("join", [GoType.String, GoType.Any], GoType.String, static (_, arguments) =>
            {
                var parts = new List<string>();
                foreach (var part in arguments[1..])
                {
                    parts.Add(part.ToString());
                }

                return Value.FromString(string.Join(arguments[0].ToString(), parts));
            }),

            GoFunction.Create("setting", [GoType.String], GoType.String, static (context, arguments) =>
                context.GetState<IReadOnlyDictionary<string, string>>().TryGetValue(arguments[0].ToString(), out var value)
                    ? Value.FromString(value)
                    : throw new TemplateFunctionException($"no setting {arguments[0]}")),
        ]);

        var template = Template.Parse("app.conf", "{{add 1 2}} {{join \"-\" 1 true 2.5}} {{setting \"port\"}}\n"u8, functions);
        var output = new ArrayBufferWriter<byte>();
        template.Render(output, Value.Invalid, state: new Dictionary<string, string> { ["port"] = "8080" });
        Console.Out.Write(Encoding.UTF8.GetString(output.WrittenSpan));
        // end
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Sets()
    {
        // readme: sets
        var page = Template.Parse("page", "<h1>{{template \"title\" .}}</h1>{{template \"list.tmpl\" .}}\n"u8, FunctionTable.Predefined)
            .With("title.tmpl", "{{define \"title\"}}{{len .}} hosts{{end}}"u8)
            .With("list.tmpl", "{{range .}}<li>{{html .}}{{end}}"u8);

        var hosts = GoSlice.OfStrings([ByteString.FromString("a&b"), ByteString.FromString("c")]);
        var output = new ArrayBufferWriter<byte>();
        page.Render(output, Value.FromSlice(hosts));
        Console.Out.Write(Encoding.UTF8.GetString(output.WrittenSpan));
        // end
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Errors()
    {
        var Console = new { Out = new StringWriter() };

        // readme: errors
        var template = Template.Parse("app.conf", "a\n{{range .}}{{index . 5}}{{end}}"u8, FunctionTable.Predefined);
        var rows = GoSlice.Over(GoType.AnySlice, [Value.FromSlice(GoSlice.OfStrings([ByteString.FromString("x")]))]);
        try
        {
            template.Render(new ArrayBufferWriter<byte>(), Value.FromSlice(rows));
        }
        catch (TemplateException exception)
        {
            Console.Out.WriteLine(exception.Message);
            Console.Out.WriteLine($"{exception.TemplateName} line {exception.Line}: {exception.Reason}");
        }
        // end
        return Console.Out.ToString();
    }

    public static string Types()
    {
        // readme: types
        var celsius = GoType.Named(
            "weather.Celsius",
            GoType.Int,
            () => [new GoMethod("Fahrenheit", [], GoType.Int, static (_, receiver, _) => Value.FromInt((receiver.AsInt() * 9 / 5) + 32))],
            stringMethod: static value => ByteString.FromString($"{value.AsInt()}°C"));
        var reading = GoType.Struct("weather.Reading", [new GoField("Place", GoType.String), new GoField("Now", celsius)]);
        var dot = Value.FromObject(new GoStruct(reading, Value.FromString("Oslo"), Value.FromInteger(celsius, 12)));

        var template = Template.Parse(
            "now", "{{.Place}}: {{.Now}} = {{.Now.Fahrenheit}}°F, {{printf \"%d %T %+v\" .Now .Now .}}\n"u8, FunctionTable.Predefined);
        var output = new ArrayBufferWriter<byte>();
        template.Render(output, dot);
        Console.Out.Write(Encoding.UTF8.GetString(output.WrittenSpan));
        // end
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Limits()
    {
        string message;

        // readme: limits
        var options = new TemplateOptions
        {
            LeftDelimiter = "<%",
            RightDelimiter = "%>",
            MissingKey = MissingKeyBehavior.Error,
            MaxSteps = 100_000,
            MaxOutputBytes = 1_000_000,
        };
        var template = Template.Parse("loop", "<% range 1000000000 %>x<% end %>"u8, FunctionTable.Predefined, options);
        // end
        try
        {
            template.Render(new ArrayBufferWriter<byte>(), Value.Invalid);
            message = "";
        }
        catch (TemplateException exception)
        {
            message = exception.Reason;
        }

        return message + "\n";
    }

    public static string Printing()
    {
        // readme: printing
        var text = GoFormat.Sprintf(
            ByteString.FromString("%q %x %8.3f|%-6d|%#v"),
            Value.FromString("☃"),
            Value.FromString("hi"),
            Value.FromFloat(Math.PI),
            Value.FromInt(42),
            Value.FromSlice(GoSlice.Over(GoType.AnySlice, [Value.FromInt(1), Value.Nil])));
        Console.Out.WriteLine(text.ToString());
        // end
        return text + "\n";
    }

    public static ImmutableArray<(string Name, Func<string> Run)> All { get; } =
    [
        ("first", First),
        ("functions", Functions),
        ("sets", Sets),
        ("errors", Errors),
        ("types", Types),
        ("limits", Limits),
        ("printing", Printing),
    ];
}
