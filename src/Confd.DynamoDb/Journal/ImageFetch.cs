using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>Fetches the images of records whose items were too large for the journal.</summary>
/// <param name="records">One of each item.</param>
/// <param name="cancellationToken">Ends it.</param>
/// <returns>The records with the items as they are now; those that nobody needs are left out.</returns>
/// <exception cref="DynamoDbException">The table cannot be asked.</exception>
internal delegate Task<IReadOnlyList<StreamRecord>> ImageFetch(IReadOnlyList<StreamRecord> records, CancellationToken cancellationToken);
