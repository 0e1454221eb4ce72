using System.Buffers;
using System.IO.Pipelines;
using Confd.Admission;
using Confd.Shared;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Confd.Flags.Console.Forms;

/// <summary>The fields of a form that was sent.</summary>
internal sealed class FormFields
{
    /// <summary>The maximum size of a form.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The maximum size of the login form: a token, and the address of the next page.</summary>
    public const int MaxLoginBytes = 16 * 1024;

    private const int MaxFields = 4096;
    private const int MaxNameLength = 256;
    private const string MediaType = "application/x-www-form-urlencoded";

    private readonly IFormCollection _form;

    private FormFields(IFormCollection form) => _form = form;

    /// <summary>All fields in the order in which they were sent.</summary>
    public IEnumerable<KeyValuePair<string, StringValues>> All => _form;

    /// <summary>Reads a form.</summary>
    /// <param name="request">The request with the form.</param>
    /// <param name="maxBytes">Its maximum size.</param>
    /// <param name="budget">Reserves memory until it has been received.</param>
    /// <exception cref="BadHttpRequestException">It is too large or too slow, no memory is free for it, or it is not a form.</exception>
    public static async Task<FormFields> ReadAsync(HttpRequest request, int maxBytes, BodyBudget budget)
    {
        if (request.ContentType?.Split(';')[0].Trim().Equals(MediaType, StringComparison.OrdinalIgnoreCase) != true)
        {
            throw new BadHttpRequestException("the body is not an HTML form", StatusCodes.Status415UnsupportedMediaType);
        }

        RequestBody.RequireUnencoded(request);
        var body = await RequestBody.ReadAsync(request, maxBytes, budget, 0, static (_, bytes) => bytes.ToArray()).ConfigureAwait(false);
        var reader = new FormPipeReader(PipeReader.Create(new ReadOnlySequence<byte>(body)))
        {
            ValueCountLimit = MaxFields,
            ValueLengthLimit = maxBytes,
            KeyLengthLimit = MaxNameLength,
        };
        try
        {
            return new FormFields(new FormCollection(await reader.ReadFormAsync().ConfigureAwait(false)));
        }
        catch (InvalidDataException problem) when (HasNul(body))
        {
            throw new BadHttpRequestException(
                "a field has the character NUL, which no form can send", StatusCodes.Status400BadRequest, problem);
        }
        catch (InvalidDataException problem)
        {
            throw new BadHttpRequestException("the form is too large", StatusCodes.Status413PayloadTooLarge, problem);
        }
    }

    private static bool HasNul(ReadOnlySpan<byte> body) => body.Contains((byte)0) || body.IndexOf("%00"u8) >= 0;

    /// <summary>A field without leading and trailing white space; empty if it is missing.</summary>
    public string Text(string name) => Raw(name).Trim();

    /// <summary>A field as it was sent; empty if it is missing.</summary>
    public string Raw(string name) => _form[name] is [{ } text, ..] ? text : "";

    /// <summary>A field, or null where it is empty.</summary>
    public string? Optional(string name) => Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>True for a field that was sent.</summary>
    public bool Has(string name) => _form.ContainsKey(name);

    /// <summary>A field of several lines, separated by LF, without leading and trailing white space.</summary>
    public string Paragraphs(string name) => LineEnds.ToLineFeeds(Raw(name)).Trim();

    /// <summary>True if a field of one line came back as it was shown; browsers show no line breaks in one.</summary>
    public bool IsAsShown(string name, string shown) => Raw(name) is var sent
        && (sent == shown || sent == shown.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));

    /// <summary>As <see cref="IsAsShown"/>, for a field of several lines, between which browsers send CR LF.</summary>
    public bool AreAsShown(string name, string shown) => LineEnds.ToLineFeeds(Raw(name)) == LineEnds.ToLineFeeds(shown);

    /// <summary>The non-empty lines of a field, without leading and trailing white space.</summary>
    public IReadOnlyList<string> Lines(string name) =>
        Raw(name).Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Every value of a field that may be sent several times.</summary>
    public IReadOnlyList<string> Each(string name) => [.. _form[name].OfType<string>()];
}
