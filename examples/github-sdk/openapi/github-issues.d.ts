// The types of github-issues.json. Written by `npx pnpm generate`; not to be edited.
export interface paths {
    "/issues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List issues assigned to the authenticated user
         * @description List issues assigned to the authenticated user across all visible repositories including owned repositories, member
         *     repositories, and organization repositories. You can use the `filter` query parameter to fetch issues that are not
         *     necessarily assigned to you.
         *
         *     > [!NOTE]
         *     > GitHub's REST API considers every pull request an issue, but not every issue is a pull request. For this reason, "Issues" endpoints may return both issues and pull requests in the response. You can identify pull requests by the `pull_request` key. Be aware that the `id` of a pull request returned from "Issues" endpoints will be an _issue id_. To find out the pull request id, use the "[List pull requests](https://docs.github.com/rest/pulls/pulls#list-pull-requests)" endpoint.
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        get: operations["issues/list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orgs/{org}/issues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List organization issues assigned to the authenticated user
         * @description List issues in an organization assigned to the authenticated user.
         *
         *     > [!NOTE]
         *     > GitHub's REST API considers every pull request an issue, but not every issue is a pull request. For this reason, "Issues" endpoints may return both issues and pull requests in the response. You can identify pull requests by the `pull_request` key. Be aware that the `id` of a pull request returned from "Issues" endpoints will be an _issue id_. To find out the pull request id, use the "[List pull requests](https://docs.github.com/rest/pulls/pulls#list-pull-requests)" endpoint.
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        get: operations["issues/list-for-org"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/assignees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List assignees
         * @description Lists the [available assignees](https://docs.github.com/articles/assigning-issues-and-pull-requests-to-other-github-users/) for issues in a repository.
         */
        get: operations["issues/list-assignees"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/assignees/{assignee}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check if a user can be assigned
         * @description Checks if a user has permission to be assigned to an issue in this repository.
         *
         *     If the `assignee` can be assigned to issues in the repository, a `204` header with no content is returned.
         *
         *     Otherwise a `404` status code is returned.
         */
        get: operations["issues/check-user-can-be-assigned"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List repository issues
         * @description List issues in a repository. Only open issues will be listed.
         *
         *     > [!NOTE]
         *     > GitHub's REST API considers every pull request an issue, but not every issue is a pull request. For this reason, "Issues" endpoints may return both issues and pull requests in the response. You can identify pull requests by the `pull_request` key. Be aware that the `id` of a pull request returned from "Issues" endpoints will be an _issue id_. To find out the pull request id, use the "[List pull requests](https://docs.github.com/rest/pulls/pulls#list-pull-requests)" endpoint.
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        get: operations["issues/list-for-repo"];
        put?: never;
        /**
         * Create an issue
         * @description Any user with pull access to a repository can create an issue. If [issues are disabled in the repository](https://docs.github.com/articles/disabling-issues/), the API returns a `410 Gone` status.
         *
         *     This endpoint triggers [notifications](https://docs.github.com/github/managing-subscriptions-and-notifications-on-github/about-notifications). Creating content too quickly using this endpoint may result in secondary rate limiting. For more information, see "[Rate limits for the API](https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits)"
         *     and "[Best practices for using the REST API](https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api)."
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        post: operations["issues/create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List issue comments for a repository
         * @description You can use the REST API to list comments on issues and pull requests for a repository. Every pull request is an issue, but not every issue is a pull request.
         *
         *     By default, issue comments are ordered by ascending ID.
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        get: operations["issues/list-comments-for-repo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an issue comment
         * @description You can use the REST API to get comments on issues and pull requests. Every pull request is an issue, but not every issue is a pull request.
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        get: operations["issues/get-comment"];
        put?: never;
        post?: never;
        /**
         * Delete an issue comment
         * @description You can use the REST API to delete comments on issues and pull requests. Every pull request is an issue, but not every issue is a pull request.
         */
        delete: operations["issues/delete-comment"];
        options?: never;
        head?: never;
        /**
         * Update an issue comment
         * @description You can use the REST API to update comments on issues and pull requests. Every pull request is an issue, but not every issue is a pull request.
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        patch: operations["issues/update-comment"];
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/comments/{comment_id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Pin an issue comment
         * @description You can use the REST API to pin comments on issues.
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        put: operations["issues/pin-comment"];
        post?: never;
        /**
         * Unpin an issue comment
         * @description You can use the REST API to unpin comments on issues.
         */
        delete: operations["issues/unpin-comment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List issue events for a repository
         * @description Lists events for a repository.
         */
        get: operations["issues/list-events-for-repo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/events/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an issue event
         * @description Gets a single event by the event id.
         */
        get: operations["issues/get-event"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an issue
         * @description The API returns a [`301 Moved Permanently` status](https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects) if the issue was
         *     [transferred](https://docs.github.com/articles/transferring-an-issue-to-another-repository/) to another repository. If
         *     the issue was transferred to or deleted from a repository where the authenticated user lacks read access, the API
         *     returns a `404 Not Found` status. If the issue was deleted from a repository where the authenticated user has read
         *     access, the API returns a `410 Gone` status. To receive webhook events for transferred and deleted issues, subscribe
         *     to the [`issues`](https://docs.github.com/webhooks/event-payloads/#issues) webhook.
         *
         *     > [!NOTE]
         *     > GitHub's REST API considers every pull request an issue, but not every issue is a pull request. For this reason, "Issues" endpoints may return both issues and pull requests in the response. You can identify pull requests by the `pull_request` key. Be aware that the `id` of a pull request returned from "Issues" endpoints will be an _issue id_. To find out the pull request id, use the "[List pull requests](https://docs.github.com/rest/pulls/pulls#list-pull-requests)" endpoint.
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        get: operations["issues/get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Update an issue
         * @description Issue owners and users with push access or Triage role can edit an issue.
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        patch: operations["issues/update"];
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/assignees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add assignees to an issue
         * @description Adds up to 10 assignees to an issue. Users already assigned to an issue are not replaced.
         */
        post: operations["issues/add-assignees"];
        /**
         * Remove assignees from an issue
         * @description Removes one or more assignees from an issue.
         */
        delete: operations["issues/remove-assignees"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/assignees/{assignee}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check if a user can be assigned to a issue
         * @description Checks if a user has permission to be assigned to a specific issue.
         *
         *     If the `assignee` can be assigned to this issue, a `204` status code with no content is returned.
         *
         *     Otherwise a `404` status code is returned.
         */
        get: operations["issues/check-user-can-be-assigned-to-issue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List issue comments
         * @description You can use the REST API to list comments on issues and pull requests. Every pull request is an issue, but not every issue is a pull request.
         *
         *     Issue comments are ordered by ascending ID.
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        get: operations["issues/list-comments"];
        put?: never;
        /**
         * Create an issue comment
         * @description You can use the REST API to create comments on issues and pull requests. Every pull request is an issue, but not every issue is a pull request.
         *
         *     This endpoint triggers [notifications](https://docs.github.com/github/managing-subscriptions-and-notifications-on-github/about-notifications).
         *     Creating content too quickly using this endpoint may result in secondary rate limiting.
         *     For more information, see "[Rate limits for the API](https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits)"
         *     and "[Best practices for using the REST API](https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api)."
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        post: operations["issues/create-comment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocked_by": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List dependencies an issue is blocked by
         * @description You can use the REST API to list the dependencies an issue is blocked by.
         *
         *     This endpoint supports the following custom media types. For more information, see [Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types).
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw Markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the Markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's Markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        get: operations["issues/list-dependencies-blocked-by"];
        put?: never;
        /**
         * Add a dependency an issue is blocked by
         * @description You can use the REST API to add a 'blocked by' relationship to an issue.
         *
         *     Creating content too quickly using this endpoint may result in secondary rate limiting.
         *     For more information, see [Rate limits for the API](https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits)
         *     and [Best practices for using the REST API](https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api).
         *
         *     This endpoint supports the following custom media types. For more information, see [Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types).
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw Markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the Markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's Markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        post: operations["issues/add-blocked-by-dependency"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocked_by/{issue_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove dependency an issue is blocked by
         * @description You can use the REST API to remove a dependency that an issue is blocked by.
         *
         *     Removing content too quickly using this endpoint may result in secondary rate limiting.
         *     For more information, see [Rate limits for the API](https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits)
         *     and [Best practices for using the REST API](https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api).
         *
         *     This endpoint supports the following custom media types. For more information, see [Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types).
         *     - **`application/vnd.github.raw+json`**: Returns the raw Markdown body. Response will include `body`. This is the default if you do not pass a specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the Markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's Markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        delete: operations["issues/remove-dependency-blocked-by"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List dependencies an issue is blocking
         * @description You can use the REST API to list the dependencies an issue is blocking.
         *
         *     This endpoint supports the following custom media types. For more information, see [Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types).
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw Markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the Markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's Markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        get: operations["issues/list-dependencies-blocking"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List issue events
         * @description Lists all events for an issue.
         */
        get: operations["issues/list-events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/issue-field-values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List issue field values for an issue
         * @description Lists all issue field values for an issue.
         */
        get: operations["issues/list-issue-field-values-for-issue"];
        /**
         * Set issue field values for an issue
         * @description Set custom field values for an issue, replacing any existing values. You can set values for organization-level issue fields that have been defined for the repository's organization.
         *
         *     This endpoint supports the following field data types:
         *     - **`text`**: String values for text fields
         *     - **`single_select`**: Option names for single-select fields (must match an existing option name)
         *     - **`number`**: Numeric values for number fields
         *     - **`date`**: ISO 8601 date strings for date fields
         *
         *     This operation will replace all existing field values with the provided ones. If you want to add field values without replacing existing ones, use the `POST` endpoint instead.
         *
         *     Only users with push access to the repository can set issue field values. If you don't have the proper permissions, you'll receive a `403 Forbidden` response.
         *
         *     This endpoint triggers [notifications](https://docs.github.com/github/managing-subscriptions-and-notifications-on-github/about-notifications). Creating content too quickly using this endpoint may result in secondary rate limiting. For more information, see "[Rate limits for the API](https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits)"
         *     and "[Best practices for using the REST API](https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api)."
         */
        put: operations["issues/set-issue-field-values"];
        /**
         * Add issue field values to an issue
         * @description Add custom field values to an issue. You can set values for organization-level issue fields that have been defined for the repository's organization.
         *     Adding an empty array will clear all existing field values for the issue.
         *
         *     This endpoint supports the following field data types:
         *     - **`text`**: String values for text fields
         *     - **`single_select`**: Option names for single-select fields (must match an existing option name)
         *     - **`number`**: Numeric values for number fields
         *     - **`date`**: ISO 8601 date strings for date fields
         *
         *     Only users with push access to the repository can add issue field values. If you don't have the proper permissions, you'll receive a `403 Forbidden` response.
         *
         *     This endpoint triggers [notifications](https://docs.github.com/github/managing-subscriptions-and-notifications-on-github/about-notifications). Creating content too quickly using this endpoint may result in secondary rate limiting. For more information, see "[Rate limits for the API](https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits)"
         *     and "[Best practices for using the REST API](https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api)."
         */
        post: operations["issues/add-issue-field-values"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/issue-field-values/{issue_field_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete an issue field value from an issue
         * @description Remove a specific custom field value from an issue.
         *
         *     Only users with push access to the repository can delete issue field values. If you don't have the proper permissions, you'll receive a `403 Forbidden` response.
         *
         *     If the specified field does not have a value set on the issue, this operation will return a `404` error.
         *
         *     This endpoint triggers [notifications](https://docs.github.com/github/managing-subscriptions-and-notifications-on-github/about-notifications). Creating content too quickly using this endpoint may result in secondary rate limiting. For more information, see "[Rate limits for the API](https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits)"
         *     and "[Best practices for using the REST API](https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api)."
         */
        delete: operations["issues/delete-issue-field-value"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List labels for an issue
         * @description Lists all labels for an issue.
         */
        get: operations["issues/list-labels-on-issue"];
        /**
         * Set labels for an issue
         * @description Removes any previous labels and sets the new labels for an issue.
         */
        put: operations["issues/set-labels"];
        /**
         * Add labels to an issue
         * @description Adds labels to an issue.
         */
        post: operations["issues/add-labels"];
        /**
         * Remove all labels from an issue
         * @description Removes all labels from an issue.
         */
        delete: operations["issues/remove-all-labels"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a label from an issue
         * @description Removes the specified label from the issue, and returns the remaining labels on the issue. This endpoint returns a `404 Not Found` status if the label does not exist.
         */
        delete: operations["issues/remove-label"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Lock an issue
         * @description Users with push access can lock an issue or pull request's conversation.
         *
         *     Note that, if you choose not to pass any parameters, you'll need to set `Content-Length` to zero when calling out to this endpoint. For more information, see "[HTTP method](https://docs.github.com/rest/guides/getting-started-with-the-rest-api#http-method)."
         */
        put: operations["issues/lock"];
        post?: never;
        /**
         * Unlock an issue
         * @description Users with push access can unlock an issue's conversation.
         */
        delete: operations["issues/unlock"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/parent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get parent issue
         * @description You can use the REST API to get the parent issue of a sub-issue.
         *
         *     This endpoint supports the following custom media types. For more information, see [Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types).
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        get: operations["issues/get-parent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/sub_issue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove sub-issue
         * @description You can use the REST API to remove a sub-issue from an issue.
         *     Removing content too quickly using this endpoint may result in secondary rate limiting.
         *     For more information, see "[Rate limits for the API](https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits)"
         *     and "[Best practices for using the REST API](https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api)."
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass a specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        delete: operations["issues/remove-sub-issue"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/sub_issues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sub-issues
         * @description You can use the REST API to list the sub-issues on an issue.
         *
         *     This endpoint supports the following custom media types. For more information, see [Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types).
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw Markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the Markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's Markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        get: operations["issues/list-sub-issues"];
        put?: never;
        /**
         * Add sub-issue
         * @description You can use the REST API to add sub-issues to issues.
         *
         *     Creating content too quickly using this endpoint may result in secondary rate limiting.
         *     For more information, see "[Rate limits for the API](https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits)"
         *     and "[Best practices for using the REST API](https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api)."
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        post: operations["issues/add-sub-issue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/sub_issues/priority": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Reprioritize sub-issue
         * @description You can use the REST API to reprioritize a sub-issue to a different position in the parent list.
         */
        patch: operations["issues/reprioritize-sub-issue"];
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List issue suggestions
         * @description Lists the suggestions on an issue. A suggestion is an agent-proposed change to an issue's type, labels, fields, assignees, or closed state that a maintainer can approve or dismiss.
         *
         *     By default only pending suggestions are returned. Use `state=all` to return suggestions in every state, or `state=<state>` to filter to a single state. Use `action=<action>` to return only suggestions for a specific change.
         *
         *     This endpoint is only available while the issue suggestions feature is enabled for the repository, and only supports issues, not pull requests.
         *
         *     Requires triage access to the repository.
         */
        get: operations["issues/list-suggestions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/suggestions/{suggestion_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve an issue suggestion
         * @description Approves a pending suggestion on an issue. Applies the proposed change (creating the corresponding timeline event), transitions the suggestion to `approved`, and dismisses any competing pending suggestions for the same change.
         *
         *     Requires triage access to the repository. Approving a suggestion also requires permission to perform the change it applies (for example, setting the issue type, adding a label or assignee, or closing the issue); this only affects fine-grained access tokens and GitHub Apps whose permissions are narrower than the triage role. This endpoint only supports issues, not pull requests.
         */
        post: operations["issues/approve-suggestion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/suggestions/{suggestion_id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Dismiss an issue suggestion
         * @description Dismisses a pending suggestion on an issue. Transitions the suggestion to `dismissed` without applying any change or creating a timeline event.
         *
         *     Requires triage access to the repository. This endpoint only supports issues, not pull requests.
         */
        post: operations["issues/dismiss-suggestion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/issues/{issue_number}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List timeline events for an issue
         * @description List all timeline events for an issue.
         */
        get: operations["issues/list-events-for-timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List labels for a repository
         * @description Lists all labels for a repository.
         */
        get: operations["issues/list-labels-for-repo"];
        put?: never;
        /**
         * Create a label
         * @description Creates a label for the specified repository with the given name and color. The name and color parameters are required. The color must be a valid [hexadecimal color code](http://www.color-hex.com/).
         */
        post: operations["issues/create-label"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/labels/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a label
         * @description Gets a label using the given name.
         */
        get: operations["issues/get-label"];
        put?: never;
        post?: never;
        /**
         * Delete a label
         * @description Deletes a label using the given label name.
         */
        delete: operations["issues/delete-label"];
        options?: never;
        head?: never;
        /**
         * Update a label
         * @description Updates a label using the given label name.
         */
        patch: operations["issues/update-label"];
        trace?: never;
    };
    "/repos/{owner}/{repo}/milestones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List milestones
         * @description Lists milestones for a repository.
         */
        get: operations["issues/list-milestones"];
        put?: never;
        /**
         * Create a milestone
         * @description Creates a milestone.
         */
        post: operations["issues/create-milestone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repos/{owner}/{repo}/milestones/{milestone_number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a milestone
         * @description Gets a milestone using the given milestone number.
         */
        get: operations["issues/get-milestone"];
        put?: never;
        post?: never;
        /**
         * Delete a milestone
         * @description Deletes a milestone using the given milestone number.
         */
        delete: operations["issues/delete-milestone"];
        options?: never;
        head?: never;
        /** Update a milestone */
        patch: operations["issues/update-milestone"];
        trace?: never;
    };
    "/repos/{owner}/{repo}/milestones/{milestone_number}/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List labels for issues in a milestone
         * @description Lists labels for issues in a milestone.
         */
        get: operations["issues/list-labels-for-milestone"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/issues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List user account issues assigned to the authenticated user
         * @description List issues across owned and member repositories assigned to the authenticated user.
         *
         *     > [!NOTE]
         *     > GitHub's REST API considers every pull request an issue, but not every issue is a pull request. For this reason, "Issues" endpoints may return both issues and pull requests in the response. You can identify pull requests by the `pull_request` key. Be aware that the `id` of a pull request returned from "Issues" endpoints will be an _issue id_. To find out the pull request id, use the "[List pull requests](https://docs.github.com/rest/pulls/pulls#list-pull-requests)" endpoint.
         *
         *     This endpoint supports the following custom media types. For more information, see "[Media types](https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types)."
         *
         *     - **`application/vnd.github.raw+json`**: Returns the raw markdown body. Response will include `body`. This is the default if you do not pass any specific media type.
         *     - **`application/vnd.github.text+json`**: Returns a text only representation of the markdown body. Response will include `body_text`.
         *     - **`application/vnd.github.html+json`**: Returns HTML rendered from the body's markdown. Response will include `body_html`.
         *     - **`application/vnd.github.full+json`**: Returns raw, text, and HTML representations. Response will include `body`, `body_text`, and `body_html`.
         */
        get: operations["issues/list-for-authenticated-user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Added to Project Issue Event
         * @description Added to Project Issue Event
         */
        "added-to-project-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            project_card?: {
                id: number;
                /** Format: uri */
                url: string;
                project_id: number;
                /** Format: uri */
                project_url: string;
                column_name: string;
                previous_column_name?: string;
            };
        };
        /**
         * Assigned Issue Event
         * @description Assigned Issue Event
         */
        "assigned-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["integration"];
            assignee: components["schemas"]["simple-user"];
            assigner: components["schemas"]["simple-user"];
            intent?: components["schemas"]["nullable-issue-event-intent"];
        };
        /**
         * author_association
         * @description How the author is associated with the repository.
         * @enum {string}
         */
        "author-association": "COLLABORATOR" | "CONTRIBUTOR" | "FIRST_TIMER" | "FIRST_TIME_CONTRIBUTOR" | "MANNEQUIN" | "MEMBER" | "NONE" | "OWNER";
        /**
         * Basic Error
         * @description Basic Error
         */
        "basic-error": {
            message?: string;
            documentation_url?: string;
            url?: string;
            status?: string;
        };
        /**
         * Blocked-by Added Issue Event
         * @description Blocked-by Added Issue Event
         */
        "blocked-by-added-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            blocked_by: components["schemas"]["nullable-issue-reference"];
        };
        /**
         * Blocked-by Removed Issue Event
         * @description Blocked-by Removed Issue Event
         */
        "blocked-by-removed-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            blocked_by: components["schemas"]["nullable-issue-reference"];
        };
        /**
         * Blocking Added Issue Event
         * @description Blocking Added Issue Event
         */
        "blocking-added-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            blocking: components["schemas"]["nullable-issue-reference"];
        };
        /**
         * Blocking Removed Issue Event
         * @description Blocking Removed Issue Event
         */
        "blocking-removed-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            blocking: components["schemas"]["nullable-issue-reference"];
        };
        /**
         * Commit Comment
         * @description Commit Comment
         */
        "commit-comment": {
            /** Format: uri */
            html_url: string;
            /** Format: uri */
            url: string;
            id: number;
            node_id: string;
            body: string;
            path: string | null;
            position: number | null;
            line: number | null;
            commit_id: string;
            user: components["schemas"]["nullable-simple-user"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            author_association: components["schemas"]["author-association"];
            reactions?: components["schemas"]["reaction-rollup"];
        };
        /**
         * Converted Note to Issue Issue Event
         * @description Converted Note to Issue Issue Event
         */
        "converted-note-to-issue-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["integration"];
            project_card?: {
                id: number;
                /** Format: uri */
                url: string;
                project_id: number;
                /** Format: uri */
                project_url: string;
                column_name: string;
                previous_column_name?: string;
            };
        };
        /**
         * Demilestoned Issue Event
         * @description Demilestoned Issue Event
         */
        "demilestoned-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            milestone: {
                title: string;
            };
        };
        /**
         * Enterprise
         * @description An enterprise on GitHub.
         */
        enterprise: {
            /** @description A short description of the enterprise. */
            description?: string | null;
            /** Format: uri */
            html_url: string;
            /**
             * Format: uri
             * @description The enterprise's website URL.
             */
            website_url?: string | null;
            /** @description Unique identifier of the enterprise */
            id: number;
            node_id: string;
            /** @description The name of the enterprise. */
            name: string;
            /** @description The slug url identifier for the enterprise. */
            slug: string;
            /** Format: date-time */
            created_at: string | null;
            /** Format: date-time */
            updated_at: string | null;
            /** Format: uri */
            avatar_url: string;
        };
        /**
         * GitHub app
         * @description GitHub apps are a new way to extend GitHub. They can be installed directly on organizations and user accounts and granted access to specific repositories. They come with granular permissions and built-in webhooks. GitHub apps are first class actors within GitHub.
         */
        integration: {
            /** @description Unique identifier of the GitHub app */
            id: number;
            /** @description The slug name of the GitHub app */
            slug?: string;
            node_id: string;
            client_id?: string;
            owner: components["schemas"]["simple-user"] | components["schemas"]["enterprise"];
            /** @description The name of the GitHub app */
            name: string;
            description: string | null;
            /** Format: uri */
            external_url: string;
            /** Format: uri */
            html_url: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description The set of permissions for the GitHub app */
            permissions: {
                issues?: string;
                checks?: string;
                metadata?: string;
                contents?: string;
                deployments?: string;
            } & {
                [key: string]: string;
            };
            /** @description The list of events for the GitHub app. Note that the `installation_target`, `security_advisory`, and `meta` events are not included because they are global events and not specific to an installation. */
            events: string[];
            /** @description The number of installations associated with the GitHub app. Only returned when the integration is requesting details about itself. */
            installations_count?: number;
        } | null;
        /**
         * Issue
         * @description Issues are a great way to keep track of tasks, enhancements, and bugs for your projects.
         */
        issue: {
            /** Format: int64 */
            id: number;
            node_id: string;
            /**
             * Format: uri
             * @description URL for the issue
             */
            url: string;
            /** Format: uri */
            repository_url: string;
            labels_url: string;
            /** Format: uri */
            comments_url: string;
            /** Format: uri */
            events_url: string;
            /** Format: uri */
            html_url: string;
            /** @description Number uniquely identifying the issue within its repository */
            number: number;
            /** @description State of the issue; either 'open' or 'closed' */
            state: string;
            /**
             * @description The reason for the current state
             * @enum {string|null}
             */
            state_reason?: "completed" | "reopened" | "not_planned" | "duplicate" | null;
            /** @description Title of the issue */
            title: string;
            /** @description Contents of the issue */
            body?: string | null;
            user: components["schemas"]["nullable-simple-user"];
            /** @description Labels to associate with this issue; pass one or more label names to replace the set of labels on this issue; send an empty array to clear all labels from the issue; note that the labels are silently dropped for users without push access to the repository */
            labels: (string | {
                /** Format: int64 */
                id?: number;
                node_id?: string;
                /** Format: uri */
                url?: string;
                name?: string;
                description?: string | null;
                color?: string | null;
                default?: boolean;
            })[];
            assignee: components["schemas"]["nullable-simple-user"];
            assignees?: components["schemas"]["simple-user"][];
            milestone: components["schemas"]["nullable-milestone"];
            locked: boolean;
            active_lock_reason?: string | null;
            comments: number;
            pull_request?: {
                /** Format: date-time */
                merged_at?: string | null;
                /** Format: uri */
                diff_url: string | null;
                /** Format: uri */
                html_url: string | null;
                /** Format: uri */
                patch_url: string | null;
                /** Format: uri */
                url: string | null;
            };
            /** Format: date-time */
            closed_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            draft?: boolean;
            closed_by?: components["schemas"]["nullable-simple-user"];
            body_html?: string;
            body_text?: string;
            /** Format: uri */
            timeline_url?: string;
            type?: components["schemas"]["issue-type"];
            repository?: components["schemas"]["repository"];
            performed_via_github_app?: components["schemas"]["nullable-integration"];
            author_association?: components["schemas"]["author-association"];
            reactions?: components["schemas"]["reaction-rollup"];
            sub_issues_summary?: components["schemas"]["sub-issues-summary"];
            /**
             * Format: uri
             * @description URL to get the parent issue of this issue, if it is a sub-issue
             */
            parent_issue_url?: string | null;
            pinned_comment?: components["schemas"]["nullable-issue-comment"];
            issue_dependencies_summary?: components["schemas"]["issue-dependencies-summary"];
            issue_field_values?: components["schemas"]["issue-field-value"][];
        };
        /**
         * Issue Comment
         * @description Comments provide a way for people to collaborate on an issue.
         */
        "issue-comment": {
            /**
             * Format: int64
             * @description Unique identifier of the issue comment
             */
            id: number;
            node_id: string;
            /**
             * Format: uri
             * @description URL for the issue comment
             */
            url: string;
            /** @description Contents of the issue comment */
            body?: string;
            body_text?: string;
            body_html?: string;
            /** Format: uri */
            html_url: string;
            user: components["schemas"]["nullable-simple-user"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: uri */
            issue_url: string;
            author_association?: components["schemas"]["author-association"];
            performed_via_github_app?: components["schemas"]["nullable-integration"];
            reactions?: components["schemas"]["reaction-rollup"];
            pin?: components["schemas"]["nullable-pinned-issue-comment"];
            minimized?: components["schemas"]["nullable-issue-comment-minimized"];
        };
        /** Issue Dependencies Summary */
        "issue-dependencies-summary": {
            blocked_by: number;
            blocking: number;
            total_blocked_by: number;
            total_blocking: number;
        };
        /**
         * Issue Event
         * @description Issue Event
         */
        "issue-event": {
            /** Format: int64 */
            id: number;
            node_id: string;
            /** Format: uri */
            url: string;
            actor: components["schemas"]["nullable-simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            /** Format: date-time */
            created_at: string;
            issue?: components["schemas"]["nullable-issue"];
            label?: components["schemas"]["issue-event-label"];
            assignee?: components["schemas"]["nullable-simple-user"];
            assigner?: components["schemas"]["nullable-simple-user"];
            review_requester?: components["schemas"]["nullable-simple-user"];
            requested_reviewer?: components["schemas"]["nullable-simple-user"];
            requested_team?: components["schemas"]["team"];
            dismissed_review?: components["schemas"]["issue-event-dismissed-review"];
            milestone?: components["schemas"]["issue-event-milestone"];
            project_card?: components["schemas"]["issue-event-project-card"];
            rename?: components["schemas"]["issue-event-rename"];
            issue_type?: components["schemas"]["issue-type-webhook"];
            prev_issue_type?: components["schemas"]["issue-type-webhook"];
            sub_issue?: components["schemas"]["nullable-issue-reference"];
            parent_issue?: components["schemas"]["nullable-issue-reference"];
            blocked_by?: components["schemas"]["nullable-issue-reference"];
            blocking?: components["schemas"]["nullable-issue-reference"];
            intent?: components["schemas"]["nullable-issue-event-intent"];
            author_association?: components["schemas"]["author-association"];
            lock_reason?: string | null;
            performed_via_github_app?: components["schemas"]["nullable-integration"];
        };
        /** Issue Event Dismissed Review */
        "issue-event-dismissed-review": {
            state: string;
            review_id: number;
            dismissal_message: string | null;
            dismissal_commit_id?: string | null;
        };
        /**
         * Issue Event for Issue
         * @description Issue Event for Issue
         */
        "issue-event-for-issue": components["schemas"]["labeled-issue-event"] | components["schemas"]["unlabeled-issue-event"] | components["schemas"]["assigned-issue-event"] | components["schemas"]["unassigned-issue-event"] | components["schemas"]["milestoned-issue-event"] | components["schemas"]["demilestoned-issue-event"] | components["schemas"]["renamed-issue-event"] | components["schemas"]["review-requested-issue-event"] | components["schemas"]["review-request-removed-issue-event"] | components["schemas"]["review-dismissed-issue-event"] | components["schemas"]["locked-issue-event"] | components["schemas"]["added-to-project-issue-event"] | components["schemas"]["moved-column-in-project-issue-event"] | components["schemas"]["removed-from-project-issue-event"] | components["schemas"]["converted-note-to-issue-issue-event"] | components["schemas"]["issue-type-added-issue-event"] | components["schemas"]["issue-type-removed-issue-event"] | components["schemas"]["issue-type-changed-issue-event"] | components["schemas"]["sub-issue-added-issue-event"] | components["schemas"]["sub-issue-removed-issue-event"] | components["schemas"]["parent-issue-added-issue-event"] | components["schemas"]["parent-issue-removed-issue-event"] | components["schemas"]["blocked-by-added-issue-event"] | components["schemas"]["blocked-by-removed-issue-event"] | components["schemas"]["blocking-added-issue-event"] | components["schemas"]["blocking-removed-issue-event"];
        /**
         * Issue Event Label
         * @description Issue Event Label
         */
        "issue-event-label": {
            name: string | null;
            color: string | null;
        };
        /**
         * Issue Event Milestone
         * @description Issue Event Milestone
         */
        "issue-event-milestone": {
            title: string;
        };
        /**
         * Issue Event Project Card
         * @description Issue Event Project Card
         */
        "issue-event-project-card": {
            /** Format: uri */
            url: string;
            id: number;
            /** Format: uri */
            project_url: string;
            project_id: number;
            column_name: string;
            previous_column_name?: string;
        };
        /**
         * Issue Event Rename
         * @description Issue Event Rename
         */
        "issue-event-rename": {
            from: string;
            to: string;
        };
        /**
         * Issue Field Value
         * @description A value assigned to an issue field
         */
        "issue-field-value": {
            /**
             * Format: int64
             * @description Unique identifier for the issue field.
             */
            issue_field_id: number;
            /** @description The human-readable name of the issue field. */
            issue_field_name?: string;
            node_id: string;
            /**
             * @description The data type of the issue field
             * @enum {string}
             */
            data_type: "text" | "single_select" | "multi_select" | "number" | "date";
            /** @description The value of the issue field */
            value: (string | number) | null;
            /** @description Details about the selected option (only present for single_select fields) */
            single_select_option?: {
                /**
                 * Format: int64
                 * @description Unique identifier for the option.
                 */
                id: number;
                /** @description The name of the option */
                name: string;
                /** @description The color of the option */
                color: string;
            } | null;
            /** @description Details about the selected options */
            multi_select_options?: {
                /**
                 * Format: int64
                 * @description Unique identifier for the option.
                 */
                id: number;
                /** @description The name of the option */
                name: string;
                /** @description The color of the option */
                color: string;
            }[] | null;
        };
        /**
         * Issue Suggestion
         * @description An agent-proposed change to an issue that a maintainer can approve or dismiss.
         */
        "issue-suggestion": {
            /** @description The unique identifier of the suggestion. */
            id: number;
            /** @description The unique identifier of the issue the suggestion applies to. */
            issue_id: number;
            /**
             * @description The kind of change proposed.
             * @enum {string}
             */
            action: "set_type" | "add_label" | "add_field" | "add_assignee" | "close_issue";
            /**
             * @description The suggestion's lifecycle state.
             * @enum {string}
             */
            state: "pending" | "applied" | "approved" | "dismissed" | "replaced" | "invalidated";
            /** @description The identifier of the target the change applies to (issue type, label, field, assignee, or duplicate issue), when applicable. */
            target_id: number | null;
            /** @description The proposed value, when applicable. An array for multi-select field suggestions. */
            target_value: (string | number | boolean | string[]) | null;
            /** @description The rationale the actor provided for the suggestion. */
            rationale: string | null;
            /**
             * @description The actor's confidence level in the suggestion.
             * @enum {string|null}
             */
            confidence: "LOW" | "MEDIUM" | "HIGH" | null;
            /** @description The unique identifier of the actor that proposed the suggestion. */
            actor_id: number | null;
            /** @description The identifier of the timeline event created when the suggestion was approved, when applicable. */
            issue_event_id: number | null;
            /** @description The unique identifier of the user who approved or dismissed the suggestion. */
            resolved_by: number | null;
            /**
             * Format: date-time
             * @description The time the suggestion was created.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description The time the suggestion was last updated.
             */
            updated_at: string;
        };
        /**
         * Issue Type
         * @description The type assigned to the issue. This is only present for issues in repositories where issue types are supported.
         */
        "issue-type": {
            /** @description The unique identifier of the issue type. */
            id: number;
            /** @description The node identifier of the issue type. */
            node_id: string;
            /** @description The name of the issue type. */
            name: string;
            /** @description The description of the issue type. */
            description: string | null;
            /**
             * @description The color of the issue type.
             * @enum {string|null}
             */
            color?: "gray" | "blue" | "green" | "yellow" | "orange" | "red" | "pink" | "purple" | null;
            /**
             * Format: date-time
             * @description The time the issue type created.
             */
            created_at?: string;
            /**
             * Format: date-time
             * @description The time the issue type last updated.
             */
            updated_at?: string;
            /** @description The enabled state of the issue type. */
            is_enabled?: boolean;
        } | null;
        /**
         * Issue Type Added Issue Event
         * @description Issue Type Added Issue Event
         */
        "issue-type-added-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            issue_type: components["schemas"]["issue-type-webhook"];
            intent?: components["schemas"]["nullable-issue-event-intent"];
        };
        /**
         * Issue Type Changed Issue Event
         * @description Issue Type Changed Issue Event
         */
        "issue-type-changed-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            issue_type: components["schemas"]["issue-type-webhook"];
            prev_issue_type: components["schemas"]["issue-type-webhook"];
            intent?: components["schemas"]["nullable-issue-event-intent"];
        };
        /**
         * Issue Type Removed Issue Event
         * @description Issue Type Removed Issue Event
         */
        "issue-type-removed-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            prev_issue_type: components["schemas"]["issue-type-webhook"];
            intent?: components["schemas"]["nullable-issue-event-intent"];
        };
        /**
         * Issue Type
         * @description The type of issue.
         */
        "issue-type-webhook": {
            /** @description The unique identifier of the issue type. */
            id: number;
            /** @description The name of the issue type. */
            name: string;
            /**
             * @description The color of the issue type.
             * @enum {string|null}
             */
            color?: "gray" | "blue" | "green" | "yellow" | "orange" | "red" | "pink" | "purple" | null;
        } | null;
        /**
         * Label
         * @description Color-coded labels help you categorize and filter your issues (just like labels in Gmail).
         */
        label: {
            /**
             * Format: int64
             * @description Unique identifier for the label.
             */
            id: number;
            node_id: string;
            /**
             * Format: uri
             * @description URL for the label
             */
            url: string;
            /** @description The name of the label. */
            name: string;
            /** @description Optional description of the label, such as its purpose. */
            description: string | null;
            /** @description 6-character hex code, without the leading #, identifying the color */
            color: string;
            /** @description Whether this label comes by default in a new repository. */
            default: boolean;
        };
        /**
         * Labeled Issue Event
         * @description Labeled Issue Event
         */
        "labeled-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            label: {
                name: string;
                color: string;
            };
            intent?: components["schemas"]["nullable-issue-event-intent"];
        };
        /**
         * Locked Issue Event
         * @description Locked Issue Event
         */
        "locked-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            lock_reason: string | null;
        };
        /**
         * Milestone
         * @description A collection of related issues and pull requests.
         */
        milestone: {
            /** Format: uri */
            url: string;
            /** Format: uri */
            html_url: string;
            /** Format: uri */
            labels_url: string;
            id: number;
            node_id: string;
            /** @description The number of the milestone. */
            number: number;
            /**
             * @description The state of the milestone.
             * @default open
             * @enum {string}
             */
            state: "open" | "closed";
            /** @description The title of the milestone. */
            title: string;
            description: string | null;
            creator: components["schemas"]["nullable-simple-user"];
            open_issues: number;
            closed_issues: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            closed_at: string | null;
            /** Format: date-time */
            due_on: string | null;
        };
        /**
         * Milestoned Issue Event
         * @description Milestoned Issue Event
         */
        "milestoned-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            milestone: {
                title: string;
            };
        };
        /**
         * Moved Column in Project Issue Event
         * @description Moved Column in Project Issue Event
         */
        "moved-column-in-project-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            project_card?: {
                id: number;
                /** Format: uri */
                url: string;
                project_id: number;
                /** Format: uri */
                project_url: string;
                column_name: string;
                previous_column_name?: string;
            };
        };
        /**
         * GitHub app
         * @description GitHub apps are a new way to extend GitHub. They can be installed directly on organizations and user accounts and granted access to specific repositories. They come with granular permissions and built-in webhooks. GitHub apps are first class actors within GitHub.
         */
        "nullable-integration": {
            /** @description Unique identifier of the GitHub app */
            id: number;
            /** @description The slug name of the GitHub app */
            slug?: string;
            node_id: string;
            client_id?: string;
            owner: components["schemas"]["simple-user"] | components["schemas"]["enterprise"];
            /** @description The name of the GitHub app */
            name: string;
            description: string | null;
            /** Format: uri */
            external_url: string;
            /** Format: uri */
            html_url: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description The set of permissions for the GitHub app */
            permissions: {
                issues?: string;
                checks?: string;
                metadata?: string;
                contents?: string;
                deployments?: string;
            } & {
                [key: string]: string;
            };
            /** @description The list of events for the GitHub app. Note that the `installation_target`, `security_advisory`, and `meta` events are not included because they are global events and not specific to an installation. */
            events: string[];
            /** @description The number of installations associated with the GitHub app. Only returned when the integration is requesting details about itself. */
            installations_count?: number;
        } | null;
        /**
         * Issue
         * @description Issues are a great way to keep track of tasks, enhancements, and bugs for your projects.
         */
        "nullable-issue": {
            /** Format: int64 */
            id: number;
            node_id: string;
            /**
             * Format: uri
             * @description URL for the issue
             */
            url: string;
            /** Format: uri */
            repository_url: string;
            labels_url: string;
            /** Format: uri */
            comments_url: string;
            /** Format: uri */
            events_url: string;
            /** Format: uri */
            html_url: string;
            /** @description Number uniquely identifying the issue within its repository */
            number: number;
            /** @description State of the issue; either 'open' or 'closed' */
            state: string;
            /**
             * @description The reason for the current state
             * @enum {string|null}
             */
            state_reason?: "completed" | "reopened" | "not_planned" | "duplicate" | null;
            /** @description Title of the issue */
            title: string;
            /** @description Contents of the issue */
            body?: string | null;
            user: components["schemas"]["nullable-simple-user"];
            /** @description Labels to associate with this issue; pass one or more label names to replace the set of labels on this issue; send an empty array to clear all labels from the issue; note that the labels are silently dropped for users without push access to the repository */
            labels: (string | {
                /** Format: int64 */
                id?: number;
                node_id?: string;
                /** Format: uri */
                url?: string;
                name?: string;
                description?: string | null;
                color?: string | null;
                default?: boolean;
            })[];
            assignee: components["schemas"]["nullable-simple-user"];
            assignees?: components["schemas"]["simple-user"][];
            milestone: components["schemas"]["nullable-milestone"];
            locked: boolean;
            active_lock_reason?: string | null;
            comments: number;
            pull_request?: {
                /** Format: date-time */
                merged_at?: string | null;
                /** Format: uri */
                diff_url: string | null;
                /** Format: uri */
                html_url: string | null;
                /** Format: uri */
                patch_url: string | null;
                /** Format: uri */
                url: string | null;
            };
            /** Format: date-time */
            closed_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            draft?: boolean;
            closed_by?: components["schemas"]["nullable-simple-user"];
            body_html?: string;
            body_text?: string;
            /** Format: uri */
            timeline_url?: string;
            type?: components["schemas"]["issue-type"];
            repository?: components["schemas"]["repository"];
            performed_via_github_app?: components["schemas"]["nullable-integration"];
            author_association?: components["schemas"]["author-association"];
            reactions?: components["schemas"]["reaction-rollup"];
            sub_issues_summary?: components["schemas"]["sub-issues-summary"];
            /**
             * Format: uri
             * @description URL to get the parent issue of this issue, if it is a sub-issue
             */
            parent_issue_url?: string | null;
            pinned_comment?: components["schemas"]["nullable-issue-comment"];
            issue_dependencies_summary?: components["schemas"]["issue-dependencies-summary"];
            issue_field_values?: components["schemas"]["issue-field-value"][];
        } | null;
        /**
         * Issue Comment
         * @description Comments provide a way for people to collaborate on an issue.
         */
        "nullable-issue-comment": {
            /**
             * Format: int64
             * @description Unique identifier of the issue comment
             */
            id: number;
            node_id: string;
            /**
             * Format: uri
             * @description URL for the issue comment
             */
            url: string;
            /** @description Contents of the issue comment */
            body?: string;
            body_text?: string;
            body_html?: string;
            /** Format: uri */
            html_url: string;
            user: components["schemas"]["nullable-simple-user"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: uri */
            issue_url: string;
            author_association?: components["schemas"]["author-association"];
            performed_via_github_app?: components["schemas"]["nullable-integration"];
            reactions?: components["schemas"]["reaction-rollup"];
            pin?: components["schemas"]["nullable-pinned-issue-comment"];
            minimized?: components["schemas"]["nullable-issue-comment-minimized"];
        } | null;
        /**
         * Minimized Issue Comment
         * @description Details about why an issue comment was minimized.
         */
        "nullable-issue-comment-minimized": {
            /** @description The reason the comment was minimized. */
            reason: string | null;
        } | null;
        /**
         * Issue Event Intent
         * @description The intent behind an agent's action on an issue, including the rationale and confidence. Present (and `null` when the event carried no agent intent) on supported event types while the issue suggestions feature is enabled for the repository; the property is omitted entirely when the feature is disabled or the event type does not support intent.
         */
        "nullable-issue-event-intent": {
            /** @description The reasoning the agent provided for the change. */
            rationale?: string | null;
            /**
             * @description The confidence level the agent had when performing this action.
             * @enum {string|null}
             */
            confidence?: "LOW" | "MEDIUM" | "HIGH" | null;
        } | null;
        /**
         * Issue Reference
         * @description A minimal reference to an issue linked from a timeline event (e.g. sub-issue, parent-issue, or dependency events).
         */
        "nullable-issue-reference": {
            /** @description The number of the referenced issue. */
            number: number;
            /** @description The title of the referenced issue. */
            title: string;
            /** @description The state of the referenced issue. */
            state: string;
            /** @description The reason for the referenced issue's state. */
            state_reason?: string | null;
            repository: components["schemas"]["simple-repository"];
            /**
             * Issue Type
             * @description The type of the referenced issue.
             */
            issue_type: {
                /** @description The unique identifier of the issue type. */
                id: number;
                /** @description The node identifier of the issue type. */
                node_id: string;
                /** @description The name of the issue type. */
                name: string;
                /** @description The color of the issue type. */
                color?: string | null;
            } | null;
        } | null;
        /**
         * License Simple
         * @description License Simple
         */
        "nullable-license-simple": {
            key: string;
            name: string;
            /** Format: uri */
            url: string | null;
            spdx_id: string | null;
            node_id: string;
            /** Format: uri */
            html_url?: string;
        } | null;
        /**
         * Milestone
         * @description A collection of related issues and pull requests.
         */
        "nullable-milestone": {
            /** Format: uri */
            url: string;
            /** Format: uri */
            html_url: string;
            /** Format: uri */
            labels_url: string;
            id: number;
            node_id: string;
            /** @description The number of the milestone. */
            number: number;
            /**
             * @description The state of the milestone.
             * @default open
             * @enum {string}
             */
            state: "open" | "closed";
            /** @description The title of the milestone. */
            title: string;
            description: string | null;
            creator: components["schemas"]["nullable-simple-user"];
            open_issues: number;
            closed_issues: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            closed_at: string | null;
            /** Format: date-time */
            due_on: string | null;
        } | null;
        /**
         * Pinned Issue Comment
         * @description Context around who pinned an issue comment and when it was pinned.
         */
        "nullable-pinned-issue-comment": {
            /** Format: date-time */
            pinned_at: string;
            pinned_by: components["schemas"]["nullable-simple-user"];
        } | null;
        /**
         * Simple User
         * @description A GitHub user.
         */
        "nullable-simple-user": {
            name?: string | null;
            email?: string | null;
            login: string;
            /** Format: int64 */
            id: number;
            node_id: string;
            /** Format: uri */
            avatar_url: string;
            gravatar_id: string | null;
            /** Format: uri */
            url: string;
            /** Format: uri */
            html_url: string;
            /** Format: uri */
            followers_url: string;
            following_url: string;
            gists_url: string;
            starred_url: string;
            /** Format: uri */
            subscriptions_url: string;
            /** Format: uri */
            organizations_url: string;
            /** Format: uri */
            repos_url: string;
            events_url: string;
            /** Format: uri */
            received_events_url: string;
            type: string;
            site_admin: boolean;
            starred_at?: string;
            user_view_type?: string;
        } | null;
        /**
         * Team Simple
         * @description Groups of organization members that gives permissions on specified repositories.
         */
        "nullable-team-simple": {
            /** @description Unique identifier of the team */
            id: number;
            node_id: string;
            /**
             * Format: uri
             * @description URL for the team
             */
            url: string;
            members_url: string;
            /** @description Name of the team */
            name: string;
            /** @description Description of the team */
            description: string | null;
            /** @description Permission that the team will have for its repositories */
            permission: string;
            /** @description The level of privacy this team should have */
            privacy?: string;
            /** @description The notification setting the team has set */
            notification_setting?: string;
            /** Format: uri */
            html_url: string;
            /** Format: uri */
            repositories_url: string;
            slug: string;
            /** @description Distinguished Name (DN) that team maps to within LDAP environment */
            ldap_dn?: string;
            /**
             * @description The ownership type of the team
             * @enum {string}
             */
            type: "enterprise" | "organization";
            /** @description Unique identifier of the organization to which this team belongs */
            organization_id?: number;
            /** @description Unique identifier of the enterprise to which this team belongs */
            enterprise_id?: number;
        } | null;
        /**
         * Parent-issue Added Issue Event
         * @description Parent-issue Added Issue Event
         */
        "parent-issue-added-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            parent_issue: components["schemas"]["nullable-issue-reference"];
        };
        /**
         * Parent-issue Removed Issue Event
         * @description Parent-issue Removed Issue Event
         */
        "parent-issue-removed-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            parent_issue: components["schemas"]["nullable-issue-reference"];
        };
        /**
         * Pull Request Review Comment
         * @description Pull Request Review Comments are comments on a portion of the Pull Request's diff.
         */
        "pull-request-review-comment": {
            /** @description URL for the pull request review comment */
            url: string;
            /**
             * Format: int64
             * @description The ID of the pull request review to which the comment belongs.
             */
            pull_request_review_id: number | null;
            /**
             * Format: int64
             * @description The ID of the pull request review comment.
             */
            id: number;
            /** @description The node ID of the pull request review comment. */
            node_id: string;
            /** @description The diff of the line that the comment refers to. */
            diff_hunk: string;
            /** @description The relative path of the file to which the comment applies. */
            path: string;
            /** @description The line index in the diff to which the comment applies. This field is closing down; use `line` instead. */
            position?: number;
            /** @description The index of the original line in the diff to which the comment applies. This field is closing down; use `original_line` instead. */
            original_position?: number;
            /** @description The SHA of the commit to which the comment applies. */
            commit_id: string;
            /** @description The SHA of the original commit to which the comment applies. */
            original_commit_id: string;
            /** @description The comment ID to reply to. */
            in_reply_to_id?: number;
            user: components["schemas"]["nullable-simple-user"];
            /** @description The text of the comment. */
            body: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: uri
             * @description HTML URL for the pull request review comment.
             */
            html_url: string;
            /**
             * Format: uri
             * @description URL for the pull request that the review comment belongs to.
             */
            pull_request_url: string;
            author_association: components["schemas"]["author-association"];
            _links: {
                self: {
                    /** Format: uri */
                    href: string;
                };
                html: {
                    /** Format: uri */
                    href: string;
                };
                pull_request: {
                    /** Format: uri */
                    href: string;
                };
            };
            /** @description The first line of the range for a multi-line comment. */
            start_line?: number | null;
            /** @description The first line of the range for a multi-line comment. */
            original_start_line?: number | null;
            /**
             * @description The side of the first line of the range for a multi-line comment.
             * @default RIGHT
             * @enum {string|null}
             */
            start_side: "LEFT" | "RIGHT" | null;
            /** @description The line of the blob to which the comment applies. The last line of the range for a multi-line comment */
            line?: number;
            /** @description The line of the blob to which the comment applies. The last line of the range for a multi-line comment */
            original_line?: number;
            /**
             * @description The side of the diff to which the comment applies. The side of the last line of the range for a multi-line comment
             * @default RIGHT
             * @enum {string}
             */
            side: "LEFT" | "RIGHT";
            /**
             * @description The level at which the comment is targeted, can be a diff line or a file.
             * @enum {string}
             */
            subject_type?: "line" | "file";
            reactions?: components["schemas"]["reaction-rollup"];
            body_html?: string;
            body_text?: string;
        };
        /** Reaction Rollup */
        "reaction-rollup": {
            /** Format: uri */
            url: string;
            total_count: number;
            "+1": number;
            "-1": number;
            laugh: number;
            confused: number;
            heart: number;
            hooray: number;
            eyes: number;
            rocket: number;
        };
        /**
         * Removed from Project Issue Event
         * @description Removed from Project Issue Event
         */
        "removed-from-project-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            project_card?: {
                id: number;
                /** Format: uri */
                url: string;
                project_id: number;
                /** Format: uri */
                project_url: string;
                column_name: string;
                previous_column_name?: string;
            };
        };
        /**
         * Renamed Issue Event
         * @description Renamed Issue Event
         */
        "renamed-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            rename: {
                from: string;
                to: string;
            };
        };
        /**
         * Repository
         * @description A repository on GitHub.
         */
        repository: {
            /**
             * Format: int64
             * @description Unique identifier of the repository
             */
            id: number;
            node_id: string;
            /** @description The name of the repository. */
            name: string;
            full_name: string;
            license: components["schemas"]["nullable-license-simple"];
            forks: number;
            permissions?: {
                admin: boolean;
                pull: boolean;
                triage?: boolean;
                push: boolean;
                maintain?: boolean;
            };
            owner: components["schemas"]["simple-user"];
            /**
             * @description Whether the repository is private or public.
             * @default false
             */
            private: boolean;
            /** Format: uri */
            html_url: string;
            description: string | null;
            fork: boolean;
            /** Format: uri */
            url: string;
            archive_url: string;
            assignees_url: string;
            blobs_url: string;
            branches_url: string;
            collaborators_url: string;
            comments_url: string;
            commits_url: string;
            compare_url: string;
            contents_url: string;
            /** Format: uri */
            contributors_url: string;
            /** Format: uri */
            deployments_url: string;
            /** Format: uri */
            downloads_url: string;
            /** Format: uri */
            events_url: string;
            /** Format: uri */
            forks_url: string;
            git_commits_url: string;
            git_refs_url: string;
            git_tags_url: string;
            git_url: string;
            issue_comment_url: string;
            issue_events_url: string;
            issues_url: string;
            keys_url: string;
            labels_url: string;
            /** Format: uri */
            languages_url: string;
            /** Format: uri */
            merges_url: string;
            milestones_url: string;
            notifications_url: string;
            pulls_url: string;
            releases_url: string;
            ssh_url: string;
            /** Format: uri */
            stargazers_url: string;
            statuses_url: string;
            /** Format: uri */
            subscribers_url: string;
            /** Format: uri */
            subscription_url: string;
            /** Format: uri */
            tags_url: string;
            /** Format: uri */
            teams_url: string;
            trees_url: string;
            clone_url: string;
            /** Format: uri */
            mirror_url: string | null;
            /** Format: uri */
            hooks_url: string;
            /** Format: uri */
            svn_url: string;
            /** Format: uri */
            homepage: string | null;
            language: string | null;
            forks_count: number;
            stargazers_count: number;
            watchers_count: number;
            /** @description The size of the repository, in kilobytes. Size is calculated hourly. When a repository is initially created, the size is 0. */
            size: number;
            /** @description The default branch of the repository. */
            default_branch: string;
            open_issues_count: number;
            /**
             * @description Whether this repository acts as a template that can be used to generate new repositories.
             * @default false
             */
            is_template: boolean;
            topics?: string[];
            /**
             * @description Whether issues are enabled.
             * @default true
             */
            has_issues: boolean;
            /**
             * @description Whether projects are enabled.
             * @default true
             */
            has_projects: boolean;
            /**
             * @description Whether the wiki is enabled.
             * @default true
             */
            has_wiki: boolean;
            has_pages: boolean;
            /**
             * @deprecated
             * @description Whether downloads are enabled.
             * @default true
             */
            has_downloads: boolean;
            /**
             * @description Whether discussions are enabled.
             * @default false
             */
            has_discussions: boolean;
            /**
             * @description Whether pull requests are enabled.
             * @default true
             */
            has_pull_requests: boolean;
            /**
             * @description The policy controlling who can create pull requests: all or collaborators_only.
             * @enum {string}
             */
            pull_request_creation_policy?: "all" | "collaborators_only";
            /**
             * @description Whether the repository is archived.
             * @default false
             */
            archived: boolean;
            /** @description Returns whether or not this repository disabled. */
            disabled: boolean;
            /**
             * @description The repository visibility: public, private, or internal.
             * @default public
             */
            visibility: string;
            /** Format: date-time */
            pushed_at: string | null;
            /** Format: date-time */
            created_at: string | null;
            /** Format: date-time */
            updated_at: string | null;
            /**
             * @description Whether to allow rebase merges for pull requests.
             * @default true
             */
            allow_rebase_merge: boolean;
            temp_clone_token?: string;
            /**
             * @description Whether to allow squash merges for pull requests.
             * @default true
             */
            allow_squash_merge: boolean;
            /**
             * @description Whether to allow Auto-merge to be used on pull requests.
             * @default false
             */
            allow_auto_merge: boolean;
            /**
             * @description Whether to delete head branches when pull requests are merged
             * @default false
             */
            delete_branch_on_merge: boolean;
            /**
             * @description Whether or not a pull request head branch that is behind its base branch can always be updated even if it is not required to be up to date before merging.
             * @default false
             */
            allow_update_branch: boolean;
            /**
             * @deprecated
             * @description Whether a squash merge commit can use the pull request title as default. **This property is closing down. Please use `squash_merge_commit_title` instead.
             * @default false
             */
            use_squash_pr_title_as_default: boolean;
            /**
             * @description The default value for a squash merge commit title:
             *
             *     - `PR_TITLE` - default to the pull request's title.
             *     - `COMMIT_OR_PR_TITLE` - default to the commit's title (if only one commit) or the pull request's title (when more than one commit).
             * @enum {string}
             */
            squash_merge_commit_title?: "PR_TITLE" | "COMMIT_OR_PR_TITLE";
            /**
             * @description The default value for a squash merge commit message:
             *
             *     - `PR_BODY` - default to the pull request's body.
             *     - `COMMIT_MESSAGES` - default to the branch's commit messages.
             *     - `BLANK` - default to a blank commit message.
             * @enum {string}
             */
            squash_merge_commit_message?: "PR_BODY" | "COMMIT_MESSAGES" | "BLANK";
            /**
             * @description The default value for a merge commit title.
             *
             *     - `PR_TITLE` - default to the pull request's title.
             *     - `MERGE_MESSAGE` - default to the classic title for a merge message (e.g., Merge pull request #123 from branch-name).
             * @enum {string}
             */
            merge_commit_title?: "PR_TITLE" | "MERGE_MESSAGE";
            /**
             * @description The default value for a merge commit message.
             *
             *     - `PR_TITLE` - default to the pull request's title.
             *     - `PR_BODY` - default to the pull request's body.
             *     - `BLANK` - default to a blank commit message.
             * @enum {string}
             */
            merge_commit_message?: "PR_BODY" | "PR_TITLE" | "BLANK";
            /**
             * @description Whether to allow merge commits for pull requests.
             * @default true
             */
            allow_merge_commit: boolean;
            /** @description Whether to allow forking this repo */
            allow_forking?: boolean;
            /**
             * @description Whether to require contributors to sign off on web-based commits
             * @default false
             */
            web_commit_signoff_required: boolean;
            open_issues: number;
            watchers: number;
            master_branch?: string;
            starred_at?: string;
            /** @description Whether anonymous git access is enabled for this repository */
            anonymous_access_enabled?: boolean;
            /** @description The status of the code search index for this repository */
            code_search_index_status?: {
                lexical_search_ok?: boolean;
                lexical_commit_sha?: string;
            };
        };
        /**
         * Review Dismissed Issue Event
         * @description Review Dismissed Issue Event
         */
        "review-dismissed-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            dismissed_review: {
                state: string;
                review_id: number;
                dismissal_message: string | null;
                dismissal_commit_id?: string;
            };
        };
        /**
         * Review Request Removed Issue Event
         * @description Review Request Removed Issue Event
         */
        "review-request-removed-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            review_requester: components["schemas"]["simple-user"];
            requested_team?: components["schemas"]["team"];
            requested_reviewer?: components["schemas"]["simple-user"];
        };
        /**
         * Review Requested Issue Event
         * @description Review Requested Issue Event
         */
        "review-requested-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            review_requester: components["schemas"]["simple-user"];
            requested_team?: components["schemas"]["team"];
            requested_reviewer?: components["schemas"]["simple-user"];
        };
        /**
         * Scim Error
         * @description Scim Error
         */
        "scim-error": {
            message?: string | null;
            documentation_url?: string | null;
            detail?: string | null;
            status?: number;
            scimType?: string | null;
            schemas?: string[];
        };
        /**
         * Simple Repository
         * @description A GitHub repository.
         */
        "simple-repository": {
            /**
             * Format: int64
             * @description A unique identifier of the repository.
             */
            id: number;
            /** @description The GraphQL identifier of the repository. */
            node_id: string;
            /** @description The name of the repository. */
            name: string;
            /** @description The full, globally unique, name of the repository. */
            full_name: string;
            owner: components["schemas"]["simple-user"];
            /** @description Whether the repository is private. */
            private: boolean;
            /**
             * Format: uri
             * @description The URL to view the repository on GitHub.com.
             */
            html_url: string;
            /** @description The repository description. */
            description: string | null;
            /** @description Whether the repository is a fork. */
            fork: boolean;
            /**
             * Format: uri
             * @description The URL to get more information about the repository from the GitHub API.
             */
            url: string;
            /** @description A template for the API URL to download the repository as an archive. */
            archive_url: string;
            /** @description A template for the API URL to list the available assignees for issues in the repository. */
            assignees_url: string;
            /** @description A template for the API URL to create or retrieve a raw Git blob in the repository. */
            blobs_url: string;
            /** @description A template for the API URL to get information about branches in the repository. */
            branches_url: string;
            /** @description A template for the API URL to get information about collaborators of the repository. */
            collaborators_url: string;
            /** @description A template for the API URL to get information about comments on the repository. */
            comments_url: string;
            /** @description A template for the API URL to get information about commits on the repository. */
            commits_url: string;
            /** @description A template for the API URL to compare two commits or refs. */
            compare_url: string;
            /** @description A template for the API URL to get the contents of the repository. */
            contents_url: string;
            /**
             * Format: uri
             * @description A template for the API URL to list the contributors to the repository.
             */
            contributors_url: string;
            /**
             * Format: uri
             * @description The API URL to list the deployments of the repository.
             */
            deployments_url: string;
            /**
             * Format: uri
             * @description The API URL to list the downloads on the repository.
             */
            downloads_url: string;
            /**
             * Format: uri
             * @description The API URL to list the events of the repository.
             */
            events_url: string;
            /**
             * Format: uri
             * @description The API URL to list the forks of the repository.
             */
            forks_url: string;
            /** @description A template for the API URL to get information about Git commits of the repository. */
            git_commits_url: string;
            /** @description A template for the API URL to get information about Git refs of the repository. */
            git_refs_url: string;
            /** @description A template for the API URL to get information about Git tags of the repository. */
            git_tags_url: string;
            /** @description A template for the API URL to get information about issue comments on the repository. */
            issue_comment_url: string;
            /** @description A template for the API URL to get information about issue events on the repository. */
            issue_events_url: string;
            /** @description A template for the API URL to get information about issues on the repository. */
            issues_url: string;
            /** @description A template for the API URL to get information about deploy keys on the repository. */
            keys_url: string;
            /** @description A template for the API URL to get information about labels of the repository. */
            labels_url: string;
            /**
             * Format: uri
             * @description The API URL to get information about the languages of the repository.
             */
            languages_url: string;
            /**
             * Format: uri
             * @description The API URL to merge branches in the repository.
             */
            merges_url: string;
            /** @description A template for the API URL to get information about milestones of the repository. */
            milestones_url: string;
            /** @description A template for the API URL to get information about notifications on the repository. */
            notifications_url: string;
            /** @description A template for the API URL to get information about pull requests on the repository. */
            pulls_url: string;
            /** @description A template for the API URL to get information about releases on the repository. */
            releases_url: string;
            /**
             * Format: uri
             * @description The API URL to list the stargazers on the repository.
             */
            stargazers_url: string;
            /** @description A template for the API URL to get information about statuses of a commit. */
            statuses_url: string;
            /**
             * Format: uri
             * @description The API URL to list the subscribers on the repository.
             */
            subscribers_url: string;
            /**
             * Format: uri
             * @description The API URL to subscribe to notifications for this repository.
             */
            subscription_url: string;
            /**
             * Format: uri
             * @description The API URL to get information about tags on the repository.
             */
            tags_url: string;
            /**
             * Format: uri
             * @description The API URL to list the teams on the repository.
             */
            teams_url: string;
            /** @description A template for the API URL to create or retrieve a raw Git tree of the repository. */
            trees_url: string;
            /**
             * Format: uri
             * @description The API URL to list the hooks on the repository.
             */
            hooks_url: string;
        };
        /**
         * Simple User
         * @description A GitHub user.
         */
        "simple-user": {
            name?: string | null;
            email?: string | null;
            login: string;
            /** Format: int64 */
            id: number;
            node_id: string;
            /** Format: uri */
            avatar_url: string;
            gravatar_id: string | null;
            /** Format: uri */
            url: string;
            /** Format: uri */
            html_url: string;
            /** Format: uri */
            followers_url: string;
            following_url: string;
            gists_url: string;
            starred_url: string;
            /** Format: uri */
            subscriptions_url: string;
            /** Format: uri */
            organizations_url: string;
            /** Format: uri */
            repos_url: string;
            events_url: string;
            /** Format: uri */
            received_events_url: string;
            type: string;
            site_admin: boolean;
            starred_at?: string;
            user_view_type?: string;
        };
        /**
         * State Change Issue Event
         * @description State Change Issue Event
         */
        "state-change-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            state_reason?: string | null;
            intent?: components["schemas"]["nullable-issue-event-intent"];
        };
        /**
         * Sub-issue Added Issue Event
         * @description Sub-issue Added Issue Event
         */
        "sub-issue-added-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            sub_issue: components["schemas"]["nullable-issue-reference"];
        };
        /**
         * Sub-issue Removed Issue Event
         * @description Sub-issue Removed Issue Event
         */
        "sub-issue-removed-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            sub_issue: components["schemas"]["nullable-issue-reference"];
        };
        /** Sub-issues Summary */
        "sub-issues-summary": {
            total: number;
            completed: number;
            percent_completed: number;
        };
        /**
         * Team
         * @description Groups of organization members that gives permissions on specified repositories.
         */
        team: {
            id: number;
            node_id: string;
            name: string;
            slug: string;
            description: string | null;
            privacy?: string;
            notification_setting?: string;
            permission: string;
            permissions?: {
                pull: boolean;
                triage: boolean;
                push: boolean;
                maintain: boolean;
                admin: boolean;
            };
            /** Format: uri */
            url: string;
            /** Format: uri */
            html_url: string;
            members_url: string;
            /** Format: uri */
            repositories_url: string;
            /**
             * @description The ownership type of the team
             * @enum {string}
             */
            type: "enterprise" | "organization";
            /**
             * @description How the team's access to the repository was granted. This property is only
             *     present when the team is returned in a repository context, such as
             *     `GET /repos/{owner}/{repo}/teams`.
             * @enum {string}
             */
            access_source?: "direct" | "organization" | "enterprise";
            /** @description Unique identifier of the organization to which this team belongs */
            organization_id?: number;
            /** @description Unique identifier of the enterprise to which this team belongs */
            enterprise_id?: number;
            parent: components["schemas"]["nullable-team-simple"];
        };
        /**
         * Timeline Assigned Issue Event
         * @description Timeline Assigned Issue Event
         */
        "timeline-assigned-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            assignee: components["schemas"]["simple-user"];
            intent?: components["schemas"]["nullable-issue-event-intent"];
        };
        /**
         * Timeline Comment Event
         * @description Timeline Comment Event
         */
        "timeline-comment-event": {
            event: string;
            actor: components["schemas"]["simple-user"];
            /** @description Unique identifier of the issue comment */
            id: number;
            node_id: string;
            /**
             * Format: uri
             * @description URL for the issue comment
             */
            url: string;
            /** @description Contents of the issue comment */
            body?: string;
            body_text?: string;
            body_html?: string;
            /** Format: uri */
            html_url: string;
            user: components["schemas"]["simple-user"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: uri */
            issue_url: string;
            author_association: components["schemas"]["author-association"];
            performed_via_github_app?: components["schemas"]["nullable-integration"];
            reactions?: components["schemas"]["reaction-rollup"];
            pin?: components["schemas"]["nullable-pinned-issue-comment"];
            minimized?: components["schemas"]["nullable-issue-comment-minimized"];
        };
        /**
         * Timeline Commit Commented Event
         * @description Timeline Commit Commented Event
         */
        "timeline-commit-commented-event": {
            event?: string;
            node_id?: string;
            commit_id?: string;
            comments?: components["schemas"]["commit-comment"][];
        };
        /**
         * Timeline Committed Event
         * @description Timeline Committed Event
         */
        "timeline-committed-event": {
            event?: string;
            /** @description SHA for the commit */
            sha: string;
            node_id: string;
            /** Format: uri */
            url: string;
            /** @description Identifying information for the git-user */
            author: {
                /**
                 * Format: date-time
                 * @description Timestamp of the commit
                 */
                date: string;
                /** @description Git email address of the user */
                email: string;
                /** @description Name of the git user */
                name: string;
            };
            /** @description Identifying information for the git-user */
            committer: {
                /**
                 * Format: date-time
                 * @description Timestamp of the commit
                 */
                date: string;
                /** @description Git email address of the user */
                email: string;
                /** @description Name of the git user */
                name: string;
            };
            /** @description Message describing the purpose of the commit */
            message: string;
            tree: {
                /** @description SHA for the commit */
                sha: string;
                /** Format: uri */
                url: string;
            };
            parents: {
                /** @description SHA for the commit */
                sha: string;
                /** Format: uri */
                url: string;
                /** Format: uri */
                html_url: string;
            }[];
            verification: {
                verified: boolean;
                reason: string;
                signature: string | null;
                payload: string | null;
                verified_at: string | null;
            };
            /** Format: uri */
            html_url: string;
        };
        /**
         * Timeline Cross Referenced Event
         * @description Timeline Cross Referenced Event
         */
        "timeline-cross-referenced-event": {
            event: string;
            actor?: components["schemas"]["simple-user"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            source: {
                type?: string;
                issue?: components["schemas"]["issue"];
            };
        };
        /**
         * Timeline Event
         * @description Timeline Event
         */
        "timeline-issue-events": components["schemas"]["labeled-issue-event"] | components["schemas"]["unlabeled-issue-event"] | components["schemas"]["milestoned-issue-event"] | components["schemas"]["demilestoned-issue-event"] | components["schemas"]["renamed-issue-event"] | components["schemas"]["review-requested-issue-event"] | components["schemas"]["review-request-removed-issue-event"] | components["schemas"]["review-dismissed-issue-event"] | components["schemas"]["locked-issue-event"] | components["schemas"]["added-to-project-issue-event"] | components["schemas"]["moved-column-in-project-issue-event"] | components["schemas"]["removed-from-project-issue-event"] | components["schemas"]["converted-note-to-issue-issue-event"] | components["schemas"]["timeline-comment-event"] | components["schemas"]["timeline-cross-referenced-event"] | components["schemas"]["timeline-committed-event"] | components["schemas"]["timeline-reviewed-event"] | components["schemas"]["timeline-line-commented-event"] | components["schemas"]["timeline-commit-commented-event"] | components["schemas"]["timeline-assigned-issue-event"] | components["schemas"]["timeline-unassigned-issue-event"] | components["schemas"]["state-change-issue-event"] | components["schemas"]["issue-type-added-issue-event"] | components["schemas"]["issue-type-removed-issue-event"] | components["schemas"]["issue-type-changed-issue-event"] | components["schemas"]["sub-issue-added-issue-event"] | components["schemas"]["sub-issue-removed-issue-event"] | components["schemas"]["parent-issue-added-issue-event"] | components["schemas"]["parent-issue-removed-issue-event"] | components["schemas"]["blocked-by-added-issue-event"] | components["schemas"]["blocked-by-removed-issue-event"] | components["schemas"]["blocking-added-issue-event"] | components["schemas"]["blocking-removed-issue-event"];
        /**
         * Timeline Line Commented Event
         * @description Timeline Line Commented Event
         */
        "timeline-line-commented-event": {
            event?: string;
            node_id?: string;
            comments?: components["schemas"]["pull-request-review-comment"][];
        };
        /**
         * Timeline Reviewed Event
         * @description Timeline Reviewed Event
         */
        "timeline-reviewed-event": {
            event: string;
            /** @description Unique identifier of the review */
            id: number;
            node_id: string;
            user: components["schemas"]["simple-user"];
            /** @description The text of the review. */
            body: string | null;
            state: string;
            /** Format: uri */
            html_url: string;
            /** Format: uri */
            pull_request_url: string;
            _links: {
                html: {
                    href: string;
                };
                pull_request: {
                    href: string;
                };
            };
            /** Format: date-time */
            submitted_at?: string;
            /** Format: date-time */
            updated_at?: string | null;
            /** @description A commit SHA for the review. */
            commit_id: string;
            body_html?: string;
            body_text?: string;
            author_association: components["schemas"]["author-association"];
        };
        /**
         * Timeline Unassigned Issue Event
         * @description Timeline Unassigned Issue Event
         */
        "timeline-unassigned-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            assignee: components["schemas"]["simple-user"];
        };
        /**
         * Unassigned Issue Event
         * @description Unassigned Issue Event
         */
        "unassigned-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            assignee: components["schemas"]["simple-user"];
            assigner: components["schemas"]["simple-user"];
        };
        /**
         * Unlabeled Issue Event
         * @description Unlabeled Issue Event
         */
        "unlabeled-issue-event": {
            id: number;
            node_id: string;
            url: string;
            actor: components["schemas"]["simple-user"];
            event: string;
            commit_id: string | null;
            commit_url: string | null;
            created_at: string;
            performed_via_github_app: components["schemas"]["nullable-integration"];
            label: {
                name: string;
                color: string;
            };
            intent?: components["schemas"]["nullable-issue-event-intent"];
        };
        /**
         * Validation Error
         * @description Validation Error
         */
        "validation-error": {
            message: string;
            documentation_url: string;
            errors?: {
                resource?: string;
                field?: string;
                message?: string;
                code: string;
                index?: number;
                value?: (string | null) | (number | null) | (string[] | null);
            }[];
        };
        /**
         * Validation Error Simple
         * @description Validation Error Simple
         */
        "validation-error-simple": {
            message: string;
            documentation_url: string;
            errors?: string[];
        };
    };
    responses: {
        /** @description Bad Request */
        bad_request: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["basic-error"];
                "application/scim+json": components["schemas"]["scim-error"];
            };
        };
        /** @description Forbidden */
        forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["basic-error"];
            };
        };
        /** @description Gone */
        gone: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["basic-error"];
            };
        };
        /** @description Moved permanently */
        moved_permanently: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["basic-error"];
            };
        };
        /** @description Resource not found */
        not_found: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["basic-error"];
            };
        };
        /** @description Not modified */
        not_modified: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description Requires authentication */
        requires_authentication: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["basic-error"];
            };
        };
        /** @description Service unavailable */
        service_unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    code?: string;
                    message?: string;
                    documentation_url?: string;
                };
            };
        };
        /** @description Validation failed, or the endpoint has been spammed. */
        validation_failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["validation-error"];
            };
        };
        /** @description Validation failed, or the endpoint has been spammed. */
        validation_failed_simple: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["validation-error-simple"];
            };
        };
    };
    parameters: {
        /** @description The unique identifier of the comment. */
        "comment-id": number;
        /** @description The direction to sort the results by. */
        direction: "asc" | "desc";
        /** @description The unique identifier of the issue field. */
        "issue-field-id": number;
        /** @description The number that identifies the issue. */
        "issue-number": number;
        /** @description A comma-separated list of timeline event names to exclude from the response. */
        "issue-timeline-exclude": string;
        /** @description A list of comma separated label names. Example: `bug,ui,@high` */
        labels: string;
        /** @description The number that identifies the milestone. */
        "milestone-number": number;
        /** @description The organization name. The name is not case sensitive. */
        org: string;
        /** @description The account owner of the repository. The name is not case sensitive. */
        owner: string;
        /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
        page: number;
        /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
        "per-page": number;
        /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
        repo: string;
        /** @description Only show results that were last updated after the given time. This is a timestamp in [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) format: `YYYY-MM-DDTHH:MM:SSZ`. */
        since: string;
        /** @description The property to sort the results by. */
        sort: "created" | "updated";
    };
    requestBodies: never;
    headers: {
        link: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "issues/list": {
        parameters: {
            query?: {
                /** @description Indicates which sorts of issues to return. `assigned` means issues assigned to you. `created` means issues created by you. `mentioned` means issues mentioning you. `subscribed` means issues you're subscribed to updates for. `all` or `repos` means all issues you can see, regardless of participation or creation. */
                filter?: "assigned" | "created" | "mentioned" | "subscribed" | "repos" | "all";
                /** @description Indicates the state of the issues to return. */
                state?: "open" | "closed" | "all";
                /** @description A list of comma separated label names. Example: `bug,ui,@high` */
                labels?: components["parameters"]["labels"];
                /** @description What to sort results by. */
                sort?: "created" | "updated" | "comments";
                /** @description The direction to sort the results by. */
                direction?: components["parameters"]["direction"];
                /** @description Only show results that were last updated after the given time. This is a timestamp in [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) format: `YYYY-MM-DDTHH:MM:SSZ`. */
                since?: components["parameters"]["since"];
                collab?: boolean;
                orgs?: boolean;
                owned?: boolean;
                pulls?: boolean;
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"][];
                };
            };
            304: components["responses"]["not_modified"];
            404: components["responses"]["not_found"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/list-for-org": {
        parameters: {
            query?: {
                /** @description Indicates which sorts of issues to return. `assigned` means issues assigned to you. `created` means issues created by you. `mentioned` means issues mentioning you. `subscribed` means issues you're subscribed to updates for. `all` or `repos` means all issues you can see, regardless of participation or creation. */
                filter?: "assigned" | "created" | "mentioned" | "subscribed" | "repos" | "all";
                /** @description Indicates the state of the issues to return. */
                state?: "open" | "closed" | "all";
                /** @description A list of comma separated label names. Example: `bug,ui,@high` */
                labels?: components["parameters"]["labels"];
                /** @description Can be the name of an issue type. */
                type?: string;
                /** @description What to sort results by. */
                sort?: "created" | "updated" | "comments";
                /** @description The direction to sort the results by. */
                direction?: components["parameters"]["direction"];
                /** @description Only show results that were last updated after the given time. This is a timestamp in [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) format: `YYYY-MM-DDTHH:MM:SSZ`. */
                since?: components["parameters"]["since"];
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The organization name. The name is not case sensitive. */
                org: components["parameters"]["org"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"][];
                };
            };
            404: components["responses"]["not_found"];
        };
    };
    "issues/list-assignees": {
        parameters: {
            query?: {
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["simple-user"][];
                };
            };
            404: components["responses"]["not_found"];
        };
    };
    "issues/check-user-can-be-assigned": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                assignee: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description If the `assignee` can be assigned to issues in the repository, a `204` header with no content is returned. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Otherwise a `404` status code is returned. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["basic-error"];
                };
            };
        };
    };
    "issues/list-for-repo": {
        parameters: {
            query?: {
                /** @description If an `integer` is passed, it should refer to a milestone by its `number` field. If the string `*` is passed, issues with any milestone are accepted. If the string `none` is passed, issues without milestones are returned. */
                milestone?: string;
                /** @description Indicates the state of the issues to return. */
                state?: "open" | "closed" | "all";
                /** @description Can be the name of a user. Pass in `none` for issues with no assigned user, and `*` for issues assigned to any user. */
                assignee?: string;
                /** @description Can be the name of an issue type. If the string `*` is passed, issues with any type are accepted. If the string `none` is passed, issues without type are returned. */
                type?: string;
                /** @description The user that created the issue. */
                creator?: string;
                /** @description A user that's mentioned in the issue. */
                mentioned?: string;
                /**
                 * @description A comma-separated list of issue field filters in `field_slug:value` format.
                 *     Only issues matching all specified field values are returned.
                 *     Requires issue fields to be enabled for the repository. Issue fields are
                 *     not available for user-owned repositories, and field availability for
                 *     organization-owned public repositories depends on the organization's
                 *     visibility settings. For example, `priority:Urgent,severity:High` filters
                 *     issues where the `priority` field is `Urgent` AND the `severity` field is
                 *     `High`.
                 */
                issue_field_values?: string;
                /** @description A list of comma separated label names. Example: `bug,ui,@high` */
                labels?: components["parameters"]["labels"];
                /** @description What to sort results by. */
                sort?: "created" | "updated" | "comments";
                /** @description The direction to sort the results by. */
                direction?: components["parameters"]["direction"];
                /** @description Only show results that were last updated after the given time. This is a timestamp in [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) format: `YYYY-MM-DDTHH:MM:SSZ`. */
                since?: components["parameters"]["since"];
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"][];
                };
            };
            301: components["responses"]["moved_permanently"];
            404: components["responses"]["not_found"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/create": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The title of the issue. */
                    title: string | number;
                    /** @description The contents of the issue. */
                    body?: string;
                    /** @description Login for the user that this issue should be assigned to. _NOTE: Only users with push access can set the assignee for new issues. The assignee is silently dropped otherwise. **This field is closing down.**_ */
                    assignee?: string | null;
                    milestone?: (string | number) | null;
                    /** @description Labels to associate with this issue. _NOTE: Only users with push access can set labels for new issues. Labels are silently dropped otherwise._ */
                    labels?: (string | {
                        id?: number;
                        name?: string;
                        description?: string | null;
                        color?: string | null;
                    })[];
                    /** @description Logins for Users to assign to this issue. _NOTE: Only users with push access can set assignees for new issues. Assignees are silently dropped otherwise._ */
                    assignees?: string[];
                    /** @description An array of issue field values to set on this issue. Each field value must include the field ID and the value to set. Issue fields are only available for organization-owned repositories with the feature enabled. Field values are silently dropped otherwise. */
                    issue_field_values?: {
                        /** @description The ID of the issue field to set */
                        field_id: number;
                        /** @description The value to set for the field. For multi-select fields, provide an array of option names. */
                        value: string | number | string[];
                    }[];
                    /** @description The name of the issue type to associate with this issue. _NOTE: Only users with push access can set the type for new issues. The type is silently dropped otherwise._ */
                    type?: string | null;
                };
            };
        };
        responses: {
            /** @description Response */
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"];
                };
            };
            400: components["responses"]["bad_request"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
            422: components["responses"]["validation_failed"];
            503: components["responses"]["service_unavailable"];
        };
    };
    "issues/list-comments-for-repo": {
        parameters: {
            query?: {
                /** @description The property to sort the results by. */
                sort?: components["parameters"]["sort"];
                /** @description Either `asc` or `desc`. Ignored without the `sort` parameter. */
                direction?: "asc" | "desc";
                /** @description Only show results that were last updated after the given time. This is a timestamp in [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) format: `YYYY-MM-DDTHH:MM:SSZ`. */
                since?: components["parameters"]["since"];
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-comment"][];
                };
            };
            404: components["responses"]["not_found"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/get-comment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The unique identifier of the comment. */
                comment_id: components["parameters"]["comment-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-comment"];
                };
            };
            404: components["responses"]["not_found"];
        };
    };
    "issues/delete-comment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The unique identifier of the comment. */
                comment_id: components["parameters"]["comment-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "issues/update-comment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The unique identifier of the comment. */
                comment_id: components["parameters"]["comment-id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The contents of the comment. */
                    body: string;
                };
            };
        };
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-comment"];
                };
            };
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/pin-comment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The unique identifier of the comment. */
                comment_id: components["parameters"]["comment-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-comment"];
                };
            };
            401: components["responses"]["requires_authentication"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/unpin-comment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The unique identifier of the comment. */
                comment_id: components["parameters"]["comment-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["requires_authentication"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
            503: components["responses"]["service_unavailable"];
        };
    };
    "issues/list-events-for-repo": {
        parameters: {
            query?: {
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-event"][];
                };
            };
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/get-event": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                event_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-event"];
                };
            };
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
        };
    };
    "issues/get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"];
                };
            };
            301: components["responses"]["moved_permanently"];
            304: components["responses"]["not_modified"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
        };
    };
    "issues/update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description The title of the issue. */
                    title?: (string | number) | null;
                    /** @description The contents of the issue. */
                    body?: string | null;
                    /** @description Username to assign to this issue. **This field is closing down.** */
                    assignee?: string | null;
                    /**
                     * @description The open or closed state of the issue.
                     * @enum {string}
                     */
                    state?: "open" | "closed";
                    /**
                     * @description The reason for the state change. Ignored unless `state` is changed.
                     * @enum {string|null}
                     */
                    state_reason?: "completed" | "not_planned" | "duplicate" | "reopened" | null;
                    /** @description The ID of the issue to mark as the canonical duplicate when `state_reason` is `duplicate`. The issue must exist and be accessible to the authenticated user. Ignored when `state_reason` is not `duplicate`. */
                    duplicate_issue_id?: number;
                    milestone?: (string | number) | null;
                    /** @description Labels to associate with this issue. Pass one or more labels to _replace_ the set of labels on this issue. Send an empty array (`[]`) to clear all labels from the issue. Only users with push access can set labels for issues. Without push access to the repository, label changes are silently dropped. */
                    labels?: (string | {
                        id?: number;
                        name?: string;
                        description?: string | null;
                        color?: string | null;
                        /** @description Optional reasoning for selecting this label. */
                        rationale?: string;
                        /** @description If `true`, the change is stored as a pending suggestion for human review rather than applied directly. */
                        suggest?: boolean;
                        /**
                         * @description The confidence level for this label choice.
                         * @enum {string}
                         */
                        confidence?: "low" | "medium" | "high";
                    })[];
                    /** @description Usernames to assign to this issue. Pass one or more user logins to _replace_ the set of assignees on this issue. Send an empty array (`[]`) to clear all assignees from the issue. Only users with push access can set assignees for new issues. Without push access to the repository, assignee changes are silently dropped. */
                    assignees?: (string | {
                        login?: string;
                        /** @description Optional reasoning for selecting this assignee. */
                        rationale?: string;
                        /** @description If `true`, the change is stored as a pending suggestion for human review rather than applied directly. */
                        suggest?: boolean;
                        /**
                         * @description The confidence level for this assignee choice.
                         * @enum {string}
                         */
                        confidence?: "low" | "medium" | "high";
                    })[];
                    /** @description An array of issue field values to set on this issue. Each field value must include the field ID and the value to set. Only users with push access can set field values for issues */
                    issue_field_values?: {
                        /** @description The ID of the issue field to set */
                        field_id: number;
                        /** @description The value to set for the field. For multi-select fields, provide an array of option names. */
                        value: string | number | string[];
                        /** @description Optional reasoning for setting this field value. */
                        rationale?: string;
                        /** @description If `true`, the change is stored as a pending suggestion for human review rather than applied directly. */
                        suggest?: boolean;
                        /**
                         * @description The confidence level for this field value choice.
                         * @enum {string}
                         */
                        confidence?: "low" | "medium" | "high";
                    }[];
                    /** @description The issue type to associate with this issue. Only users with push access can set the type for issues. Without push access to the repository, type changes are silently dropped. */
                    type?: (string | {
                        /** @description The name of the issue type to associate with this issue, or `null` to remove the current issue type. */
                        value?: string | null;
                        /** @description Optional reasoning for selecting this type. */
                        rationale?: string;
                        /** @description If `true`, the change is stored as a pending suggestion for human review rather than applied directly. */
                        suggest?: boolean;
                        /**
                         * @description The confidence level for this type choice.
                         * @enum {string}
                         */
                        confidence?: "low" | "medium" | "high";
                    }) | null;
                };
            };
        };
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"] & {
                        /**
                         * @description Pending suggestions for each suggestible field (`type`,
                         *     `issue_field_values`, `labels`, `assignees`, `state`) the
                         *     request touched. Omitted for fields not in the request or
                         *     with no pending or ignored suggestions. Items tagged
                         *     `ignored` are echoes of the current request's inputs that
                         *     were not persisted as pending suggestions.
                         */
                        suggestions?: {
                            type?: {
                                value?: string;
                                rationale?: string;
                                suggest?: boolean;
                                /** @enum {string} */
                                confidence?: "low" | "medium" | "high";
                                ignored?: boolean;
                                /** @enum {string} */
                                ignored_reason?: "already_applied" | "issue_already_closed";
                            }[];
                            issue_field_values?: {
                                field_id?: number;
                                value?: string | number | string[];
                                rationale?: string;
                                suggest?: boolean;
                                /** @enum {string} */
                                confidence?: "low" | "medium" | "high";
                                ignored?: boolean;
                                /** @enum {string} */
                                ignored_reason?: "already_applied" | "issue_already_closed";
                            }[];
                            labels?: {
                                name?: string;
                                rationale?: string;
                                suggest?: boolean;
                                /** @enum {string} */
                                confidence?: "low" | "medium" | "high";
                                ignored?: boolean;
                                /** @enum {string} */
                                ignored_reason?: "already_applied" | "issue_already_closed";
                            }[];
                            assignees?: {
                                login?: string;
                                rationale?: string;
                                suggest?: boolean;
                                /** @enum {string} */
                                confidence?: "low" | "medium" | "high";
                                ignored?: boolean;
                                /** @enum {string} */
                                ignored_reason?: "already_applied" | "issue_already_closed";
                            }[];
                            state?: {
                                value?: string;
                                state_reason?: string;
                                duplicate_issue_id?: number;
                                rationale?: string;
                                suggest?: boolean;
                                /** @enum {string} */
                                confidence?: "low" | "medium" | "high";
                                ignored?: boolean;
                                /** @enum {string} */
                                ignored_reason?: "already_applied" | "issue_already_closed";
                            }[];
                        };
                    };
                };
            };
            301: components["responses"]["moved_permanently"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
            422: components["responses"]["validation_failed"];
            503: components["responses"]["service_unavailable"];
        };
    };
    "issues/add-assignees": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Usernames of people to assign this issue to. _NOTE: Only users with push access can add assignees to an issue. Assignees are silently ignored otherwise._ */
                    assignees?: (string | {
                        /** @description The login of the user to assign. */
                        login: string;
                        /** @description Optional reasoning for adding this assignee. */
                        rationale?: string;
                        /** @description If `true`, the assignee is stored as a pending suggestion for human review rather than applied directly. */
                        suggest?: boolean;
                        /**
                         * @description The confidence level for this assignee choice.
                         * @enum {string}
                         */
                        confidence?: "low" | "medium" | "high";
                    })[];
                };
            };
        };
        responses: {
            /** @description Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"];
                };
            };
        };
    };
    "issues/remove-assignees": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Usernames of assignees to remove from an issue. _NOTE: Only users with push access can remove assignees from an issue. Assignees are silently ignored otherwise._ */
                    assignees: string[];
                };
            };
        };
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"];
                };
            };
        };
    };
    "issues/check-user-can-be-assigned-to-issue": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
                assignee: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response if `assignee` can be assigned to `issue_number` */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Response if `assignee` can not be assigned to `issue_number` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["basic-error"];
                };
            };
        };
    };
    "issues/list-comments": {
        parameters: {
            query?: {
                /** @description Only show results that were last updated after the given time. This is a timestamp in [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) format: `YYYY-MM-DDTHH:MM:SSZ`. */
                since?: components["parameters"]["since"];
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-comment"][];
                };
            };
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
        };
    };
    "issues/create-comment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The contents of the comment. */
                    body: string;
                };
            };
        };
        responses: {
            /** @description Response */
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-comment"];
                };
            };
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/list-dependencies-blocked-by": {
        parameters: {
            query?: {
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"][];
                };
            };
            301: components["responses"]["moved_permanently"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
        };
    };
    "issues/add-blocked-by-dependency": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The id of the issue that blocks the current issue */
                    issue_id: number;
                };
            };
        };
        responses: {
            /** @description Response */
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"];
                };
            };
            301: components["responses"]["moved_permanently"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/remove-dependency-blocked-by": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
                /** @description The id of the blocking issue to remove as a dependency */
                issue_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"];
                };
            };
            301: components["responses"]["moved_permanently"];
            400: components["responses"]["bad_request"];
            401: components["responses"]["requires_authentication"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
        };
    };
    "issues/list-dependencies-blocking": {
        parameters: {
            query?: {
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"][];
                };
            };
            301: components["responses"]["moved_permanently"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
        };
    };
    "issues/list-events": {
        parameters: {
            query?: {
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-event-for-issue"][];
                };
            };
            410: components["responses"]["gone"];
        };
    };
    "issues/list-issue-field-values-for-issue": {
        parameters: {
            query?: {
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-field-value"][];
                };
            };
            301: components["responses"]["moved_permanently"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
        };
    };
    "issues/set-issue-field-values": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description An array of issue field values to set for this issue. Each field value must include the field ID and the value to set. All existing field values will be replaced. */
                    issue_field_values?: {
                        /** @description The ID of the issue field to set */
                        field_id: number;
                        /**
                         * @description The value to set for the field. The type depends on the field's data type:
                         *     - For text fields: provide a string value
                         *     - For single_select fields: provide the option name as a string (must match an existing option)
                         *     - For number fields: provide a numeric value
                         *     - For date fields: provide an ISO 8601 date string
                         */
                        value: string | number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-field-value"][];
                };
            };
            400: components["responses"]["bad_request"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            422: components["responses"]["validation_failed"];
            503: components["responses"]["service_unavailable"];
        };
    };
    "issues/add-issue-field-values": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description An array of issue field values to add to this issue. Each field value must include the field ID and the value to set. */
                    issue_field_values?: {
                        /** @description The ID of the issue field to set */
                        field_id: number;
                        /**
                         * @description The value to set for the field. The type depends on the field's data type:
                         *     - For text fields: provide a string value
                         *     - For single_select fields: provide the option name as a string (must match an existing option)
                         *     - For number fields: provide a numeric value
                         *     - For multi_select fields: provide an array of option names (must match existing options)
                         *     - For date fields: provide an ISO 8601 date string
                         */
                        value: string | number | string[];
                    }[];
                };
            };
        };
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-field-value"][];
                };
            };
            400: components["responses"]["bad_request"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            422: components["responses"]["validation_failed"];
            503: components["responses"]["service_unavailable"];
        };
    };
    "issues/delete-issue-field-value": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
                /** @description The unique identifier of the issue field. */
                issue_field_id: components["parameters"]["issue-field-id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Issue field value deleted successfully */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            422: components["responses"]["validation_failed"];
            503: components["responses"]["service_unavailable"];
        };
    };
    "issues/list-labels-on-issue": {
        parameters: {
            query?: {
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["label"][];
                };
            };
            301: components["responses"]["moved_permanently"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
        };
    };
    "issues/set-labels": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description The names of the labels to set for the issue. The labels you set replace any existing labels. You can pass an empty array to remove all labels. Alternatively, you can pass a single label as a `string` or an `array` of labels directly, but GitHub recommends passing an object with the `labels` key. You can also add labels to the existing labels for an issue. For more information, see "[Add labels to an issue](https://docs.github.com/rest/issues/labels#add-labels-to-an-issue)." */
                    labels?: string[];
                } | {
                    labels?: {
                        name: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["label"][];
                };
            };
            301: components["responses"]["moved_permanently"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/add-labels": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description The labels to add to the issue's existing labels. You can also pass an `array` of labels directly, but GitHub recommends passing an object with the `labels` key. To replace all of the labels for an issue, use "[Set labels for an issue](https://docs.github.com/rest/issues/labels#set-labels-for-an-issue)." */
                    labels?: (string | {
                        /** @description The name of the label to add. */
                        name: string;
                        /** @description Optional reasoning for adding this label. */
                        rationale?: string;
                        /** @description If `true`, the label is stored as a pending suggestion for human review rather than applied directly. */
                        suggest?: boolean;
                        /**
                         * @description The confidence level for this label choice.
                         * @enum {string}
                         */
                        confidence?: "low" | "medium" | "high";
                    })[];
                };
            };
        };
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["label"][];
                };
            };
            301: components["responses"]["moved_permanently"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/remove-all-labels": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            301: components["responses"]["moved_permanently"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
        };
    };
    "issues/remove-label": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["label"][];
                };
            };
            301: components["responses"]["moved_permanently"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
        };
    };
    "issues/lock": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description The reason for locking the issue or pull request conversation. Lock will fail if you don't use one of these reasons:
                     *      * `off-topic`
                     *      * `too heated`
                     *      * `resolved`
                     *      * `spam`
                     * @enum {string}
                     */
                    lock_reason?: "off-topic" | "too heated" | "resolved" | "spam";
                } | null;
            };
        };
        responses: {
            /** @description Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
        };
    };
    "issues/get-parent": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"];
                };
            };
            301: components["responses"]["moved_permanently"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
        };
    };
    "issues/remove-sub-issue": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The id of the sub-issue to remove */
                    sub_issue_id: number;
                };
            };
        };
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"];
                };
            };
            400: components["responses"]["bad_request"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
        };
    };
    "issues/list-sub-issues": {
        parameters: {
            query?: {
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"][];
                };
            };
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
        };
    };
    "issues/add-sub-issue": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The id of the sub-issue to add. The sub-issue must belong to the same repository owner as the parent issue */
                    sub_issue_id: number;
                    /** @description Option that, when true, instructs the operation to replace the sub-issues current parent issue */
                    replace_parent?: boolean;
                };
            };
        };
        responses: {
            /** @description Response */
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"];
                };
            };
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/reprioritize-sub-issue": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The id of the sub-issue to reprioritize */
                    sub_issue_id: number;
                    /** @description The id of the sub-issue to be prioritized after (either positional argument after OR before should be specified). */
                    after_id?: number;
                    /** @description The id of the sub-issue to be prioritized before (either positional argument after OR before should be specified). */
                    before_id?: number;
                };
            };
        };
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"];
                };
            };
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            422: components["responses"]["validation_failed_simple"];
            503: components["responses"]["service_unavailable"];
        };
    };
    "issues/list-suggestions": {
        parameters: {
            query?: {
                /** @description Filter suggestions by their state. */
                state?: "pending" | "applied" | "approved" | "dismissed" | "replaced" | "invalidated" | "all";
                /** @description Filter suggestions by the change they propose. */
                action?: "set_type" | "add_label" | "add_field" | "add_assignee" | "close_issue";
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-suggestion"][];
                };
            };
            404: components["responses"]["not_found"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/approve-suggestion": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
                /** @description The unique identifier of the suggestion. */
                suggestion_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-suggestion"];
                };
            };
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/dismiss-suggestion": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
                /** @description The unique identifier of the suggestion. */
                suggestion_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue-suggestion"];
                };
            };
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/list-events-for-timeline": {
        parameters: {
            query?: {
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
                /** @description A comma-separated list of timeline event names to exclude from the response. */
                exclude?: components["parameters"]["issue-timeline-exclude"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the issue. */
                issue_number: components["parameters"]["issue-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["timeline-issue-events"][];
                };
            };
            400: components["responses"]["bad_request"];
            404: components["responses"]["not_found"];
            410: components["responses"]["gone"];
        };
    };
    "issues/list-labels-for-repo": {
        parameters: {
            query?: {
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["label"][];
                };
            };
            404: components["responses"]["not_found"];
        };
    };
    "issues/create-label": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The name of the label. Emoji can be added to label names, using either native emoji or colon-style markup. For example, typing `:strawberry:` will render the emoji ![:strawberry:](https://github.githubassets.com/images/icons/emoji/unicode/1f353.png ":strawberry:"). For a full list of available emoji and codes, see "[Emoji cheat sheet](https://github.com/ikatyang/emoji-cheat-sheet)." */
                    name: string;
                    /** @description The [hexadecimal color code](http://www.color-hex.com/) for the label, without the leading `#`. */
                    color?: string;
                    /** @description A short description of the label. Must be 100 characters or fewer. */
                    description?: string;
                };
            };
        };
        responses: {
            /** @description Response */
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["label"];
                };
            };
            404: components["responses"]["not_found"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/get-label": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["label"];
                };
            };
            404: components["responses"]["not_found"];
        };
    };
    "issues/delete-label": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "issues/update-label": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description The new name of the label. Emoji can be added to label names, using either native emoji or colon-style markup. For example, typing `:strawberry:` will render the emoji ![:strawberry:](https://github.githubassets.com/images/icons/emoji/unicode/1f353.png ":strawberry:"). For a full list of available emoji and codes, see "[Emoji cheat sheet](https://github.com/ikatyang/emoji-cheat-sheet)." */
                    new_name?: string;
                    /** @description The [hexadecimal color code](http://www.color-hex.com/) for the label, without the leading `#`. */
                    color?: string;
                    /** @description A short description of the label. Must be 100 characters or fewer. */
                    description?: string;
                };
            };
        };
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["label"];
                };
            };
        };
    };
    "issues/list-milestones": {
        parameters: {
            query?: {
                /** @description The state of the milestone. Either `open`, `closed`, or `all`. */
                state?: "open" | "closed" | "all";
                /** @description What to sort results by. Either `due_on` or `completeness`. */
                sort?: "due_on" | "completeness";
                /** @description The direction of the sort. Either `asc` or `desc`. */
                direction?: "asc" | "desc";
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["milestone"][];
                };
            };
            404: components["responses"]["not_found"];
        };
    };
    "issues/create-milestone": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The title of the milestone. */
                    title: string;
                    /**
                     * @description The state of the milestone. Either `open` or `closed`.
                     * @default open
                     * @enum {string}
                     */
                    state?: "open" | "closed";
                    /** @description A description of the milestone. */
                    description?: string;
                    /**
                     * Format: date-time
                     * @description The milestone due date. This is a timestamp in [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) format: `YYYY-MM-DDTHH:MM:SSZ`.
                     */
                    due_on?: string;
                };
            };
        };
        responses: {
            /** @description Response */
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["milestone"];
                };
            };
            404: components["responses"]["not_found"];
            422: components["responses"]["validation_failed"];
        };
    };
    "issues/get-milestone": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the milestone. */
                milestone_number: components["parameters"]["milestone-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["milestone"];
                };
            };
            404: components["responses"]["not_found"];
        };
    };
    "issues/delete-milestone": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the milestone. */
                milestone_number: components["parameters"]["milestone-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["not_found"];
        };
    };
    "issues/update-milestone": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the milestone. */
                milestone_number: components["parameters"]["milestone-number"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description The title of the milestone. */
                    title?: string;
                    /**
                     * @description The state of the milestone. Either `open` or `closed`.
                     * @default open
                     * @enum {string}
                     */
                    state?: "open" | "closed";
                    /** @description A description of the milestone. */
                    description?: string;
                    /**
                     * Format: date-time
                     * @description The milestone due date. This is a timestamp in [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) format: `YYYY-MM-DDTHH:MM:SSZ`.
                     */
                    due_on?: string;
                };
            };
        };
        responses: {
            /** @description Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["milestone"];
                };
            };
        };
    };
    "issues/list-labels-for-milestone": {
        parameters: {
            query?: {
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path: {
                /** @description The account owner of the repository. The name is not case sensitive. */
                owner: components["parameters"]["owner"];
                /** @description The name of the repository without the `.git` extension. The name is not case sensitive. */
                repo: components["parameters"]["repo"];
                /** @description The number that identifies the milestone. */
                milestone_number: components["parameters"]["milestone-number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["label"][];
                };
            };
        };
    };
    "issues/list-for-authenticated-user": {
        parameters: {
            query?: {
                /** @description Indicates which sorts of issues to return. `assigned` means issues assigned to you. `created` means issues created by you. `mentioned` means issues mentioning you. `subscribed` means issues you're subscribed to updates for. `all` or `repos` means all issues you can see, regardless of participation or creation. */
                filter?: "assigned" | "created" | "mentioned" | "subscribed" | "repos" | "all";
                /** @description Indicates the state of the issues to return. */
                state?: "open" | "closed" | "all";
                /** @description A list of comma separated label names. Example: `bug,ui,@high` */
                labels?: components["parameters"]["labels"];
                /** @description What to sort results by. */
                sort?: "created" | "updated" | "comments";
                /** @description The direction to sort the results by. */
                direction?: components["parameters"]["direction"];
                /** @description Only show results that were last updated after the given time. This is a timestamp in [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) format: `YYYY-MM-DDTHH:MM:SSZ`. */
                since?: components["parameters"]["since"];
                /** @description The number of results per page (max 100). For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                per_page?: components["parameters"]["per-page"];
                /** @description The page number of the results to fetch. For more information, see "[Using pagination in the REST API](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)." */
                page?: components["parameters"]["page"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Response */
            200: {
                headers: {
                    Link: components["headers"]["link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["issue"][];
                };
            };
            304: components["responses"]["not_modified"];
            404: components["responses"]["not_found"];
        };
    };
}
