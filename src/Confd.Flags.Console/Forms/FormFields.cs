using System.Buffers;
using System.IO.Pipelines;
using Confd.Admission;
using Confd.Shared;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Confd.Flags.Console.Forms;

/// <summary>What a form sent.</summary>
internal sealed class FormFields
{
    /// <summary>How large a form may be.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>How large the form with which somebody logs in may be: a token, and where to go.</summary>
    public const int MostLoginBytes = 16 * 1024;

    private const int MostFields = 4096;
    private const int MostNameLength = 256;
    private const string MediaType = "application/x-www-form-urlencoded";

    private readonly IFormCollection _form;

    private FormFields(IFormCollection form) => _form = form;

    /// <summary>All fields in the order in which they were sent.</summary>
    public IEnumerable<KeyValuePair<string, StringValues>> All => _form;

    /// <summary>Reads a form.</summary>
    /// <param name="request">What brings it.</param>
    /// <param name="mostBytes">How large it may be.</param>
    /// <param name="room">Holds it until it has come whole.</param>
    /// <exception cref="BadHttpRequestException">It is too large, comes too slowly, there is no room for it, or it is none.</exception>
    public static async Task<FormFields> ReadAsync(HttpRequest request, int mostBytes, BodyRoom room)
    {
        if (request.ContentType?.Split(';')[0].Trim().Equals(MediaType, StringComparison.OrdinalIgnoreCase) != true)
        {
            throw new BadHttpRequestException("this is no form", StatusCodes.Status415UnsupportedMediaType);
        }

        var body = await RequestBody.ReadAsync(request, mostBytes, room, 0, static (_, bytes) => bytes.ToArray()).ConfigureAwait(false);
        var reader = new FormPipeReader(PipeReader.Create(new ReadOnlySequence<byte>(body)))
        {
            ValueCountLimit = MostFields,
            ValueLengthLimit = mostBytes,
            KeyLengthLimit = MostNameLength,
        };
        try
        {
            return new FormFields(new FormCollection(await reader.ReadFormAsync().ConfigureAwait(false)));
        }
        catch (InvalidDataException problem)
        {
            throw new BadHttpRequestException("the form is too large", StatusCodes.Status413PayloadTooLarge, problem);
        }
    }

    /// <summary>A field without the blanks around it; empty where it is not there.</summary>
    public string Text(string name) => Raw(name).Trim();

    /// <summary>A field as it was written; empty where it is not there.</summary>
    public string Raw(string name) => _form[name] is [{ } text, ..] ? text : "";

    /// <summary>A field, or null where it is empty.</summary>
    public string? Optional(string name) => Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>True for a field that was sent.</summary>
    public bool Has(string name) => _form.ContainsKey(name);

    /// <summary>A field of several lines, with LF between them, without the blanks around all.</summary>
    public string Paragraphs(string name) => LineEnds.ToLineFeeds(Raw(name)).Trim();

    /// <summary>True for a field of one line that came back as it was shown; browsers show no line breaks in one.</summary>
    public bool IsAsShown(string name, string shown) => Raw(name) is var sent
        && (sent == shown || sent == shown.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));

    /// <summary>The same of a field of several lines, between which browsers send CR LF.</summary>
    public bool AreAsShown(string name, string shown) => LineEnds.ToLineFeeds(Raw(name)) == LineEnds.ToLineFeeds(shown);

    /// <summary>The lines of a field that hold something, without the blanks around them.</summary>
    public IReadOnlyList<string> Lines(string name) =>
        Raw(name).Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Every value of a field that may be sent several times.</summary>
    public IReadOnlyList<string> Each(string name) => [.. _form[name].OfType<string>()];
}
