using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Http;

/// <summary>Reads bodies whole, up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>Reads a body and makes something of it. The bytes are valid only while the function runs.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large (413), or came too slowly.</exception>
    public static async ValueTask<T> ReadAsync<TState, T>(HttpRequest request, int mostBytes, TState state, BodyReader<TState, T> read)
    {
        if (request.ContentLength > mostBytes)
        {
            throw TooLarge();
        }

        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            if (result.Buffer.Length > mostBytes)
            {
                throw TooLarge();
            }

            if (result.IsCompleted)
            {
                try
                {
                    return result.Buffer.IsSingleSegment ? read(state, result.Buffer.FirstSpan) : read(state, result.Buffer.ToArray());
                }
                finally
                {
                    reader.AdvanceTo(result.Buffer.End);
                }
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static BadHttpRequestException TooLarge() => new("the body is too large", StatusCodes.Status413PayloadTooLarge);
}
