using System.Globalization;
using System.Text.Json;
using Confd.TestSupport;

namespace Confd.Toml.Tests;

/// <summary>The public toml-test suite for TOML 1.0.0, read where it lies beside the repository; reported as skipped where it does
/// not.</summary>
public sealed class TomlConformanceTests
{
    private const int ValidDocuments = 210;
    private const int InvalidDocuments = 499;

    [Fact]
    public void Read_EveryValidDocumentOfTheSuite_GivesTheExpectedValues()
    {
        var cases = ReadSuite().Where(line => line.Name.StartsWith("valid/", StringComparison.Ordinal)).ToList();

        var wrong = Enum.GetValues<TomlVersion>()
            .SelectMany(version => cases.Select(row => Validate(row, version))).OfType<string>().ToList();

        wrong.ShouldBeEmpty();
        cases.Count.ShouldBe(ValidDocuments);
    }

    [Fact]
    public void Read_EveryInvalidDocumentOfTheSuite_IsRefusedAtAPlaceInside()
    {
        var cases = ReadSuite().Where(line => line.Name.StartsWith("invalid/", StringComparison.Ordinal)).ToList();

        var wrong = cases.Select(CheckInvalid).OfType<string>().ToList();

        wrong.ShouldBeEmpty();
        cases.Count.ShouldBe(InvalidDocuments);
    }

    private static IEnumerable<(string Name, byte[] Toml, JsonElement Expected)> ReadSuite() =>
        from line in File.ReadLines(RepositoryFiles.ThirdParty("toml/toml-1.0.0.jsonl"))
        let row = JsonDocument.Parse(line).RootElement
        select (row.GetProperty("name").GetString()!, row.GetProperty("toml_base64").GetBytesFromBase64(), row.GetProperty("expect"));

    private static string? Validate((string Name, byte[] Toml, JsonElement Expected) row, TomlVersion version)
    {
        try
        {
            var table = TomlReader.Read(row.Toml, row.Name, version);
            return DifferenceOfTable(table, row.Expected) is { } difference ? $"{row.Name}: {difference}" : null;
        }
        catch (TomlException error)
        {
            return error.Message;
        }
    }

    private static string? CheckInvalid((string Name, byte[] Toml, JsonElement Expected) row)
    {
        try
        {
            TomlReader.Read(row.Toml, row.Name, TomlVersion.Toml10);
            return $"{row.Name}: was read";
        }
        catch (TomlException error)
        {
            var lines = row.Toml.Count(unit => unit == '\n') + 1;
            return error.Line >= 1 && error.Line <= lines && error.Column >= 1
                ? null
                : $"{row.Name}: place outside the document: {error.Message}";
        }
    }

    private static string? DifferenceOfTable(TomlTable table, JsonElement expected)
    {
        if (table.Count != expected.EnumerateObject().Count())
        {
            return $"keys {string.Join(' ', table.Keys)} should be {expected}";
        }

        return expected.EnumerateObject()
            .Select(
                property => table.TryGetValue(property.Name, out var value) ? Difference(value, property.Value) : $"no key {property.Name}")
            .FirstOrDefault(difference => difference is not null);
    }

    private static string? Difference(TomlValue value, JsonElement expected)
    {
        if (expected.ValueKind == JsonValueKind.Array)
        {
            return DifferenceOfArray(value, expected);
        }

        var isScalar = expected.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String;
        if (!isScalar)
        {
            return DifferenceOfTable(value.AsTable(), expected);
        }

        var text = expected.GetProperty("value").GetString()!;
        return Matches(value, type.GetString()!, text) ? null : $"{value} should be {type} {text}";
    }

    private static string? DifferenceOfArray(TomlValue value, JsonElement expected)
    {
        var elements = value.AsArray();
        if (elements.Count != expected.GetArrayLength())
        {
            return $"{elements.Count} elements instead of {expected.GetArrayLength()}";
        }

        return elements.Zip(expected.EnumerateArray(), Difference).FirstOrDefault(difference => difference is not null);
    }

    private static bool Matches(TomlValue value, string type, string text) => type switch
    {
        "string" => value.Kind == TomlValueKind.String && value.AsString() == text,
        "integer" => value.Kind == TomlValueKind.Integer && value.AsInteger().ToString(CultureInfo.InvariantCulture) == text,
        "float" => value.Kind == TomlValueKind.Float && SameFloat(value.AsFloat(), text),
        "bool" => value.Kind == TomlValueKind.Boolean && (value.AsBoolean() ? "true" : "false") == text,
        "datetime" => value.Kind == TomlValueKind.OffsetDateTime && value.AsOffsetDateTime().EqualsExact(ParseOffset(text)),
        "datetime-local" =>
            value.Kind == TomlValueKind.LocalDateTime && value.AsLocalDateTime() == DateTime.Parse(text, CultureInfo.InvariantCulture),
        "date-local" => value.Kind == TomlValueKind.LocalDate && value.AsLocalDate() == DateOnly.Parse(text, CultureInfo.InvariantCulture),
        "time-local" => value.Kind == TomlValueKind.LocalTime && value.AsLocalTime() == TimeOnly.Parse(text, CultureInfo.InvariantCulture),
        _ => throw new InvalidDataException($"unknown type {type} in the suite"),
    };

    private static DateTimeOffset ParseOffset(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static bool SameFloat(double actual, string text)
    {
        var expected = text switch
        {
            "inf" or "+inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            _ => double.Parse(text, CultureInfo.InvariantCulture),
        };
        return double.IsNaN(expected)
            ? double.IsNaN(actual)
            : BitConverter.DoubleToInt64Bits(actual) == BitConverter.DoubleToInt64Bits(expected);
    }
}
