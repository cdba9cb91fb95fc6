/** The addon of this platform. Throws BEARWARD_ADDON_MISSING, BEARWARD_ADDON_BROKEN or BEARWARD_ADDON_MISMATCH. */
export declare function load(): typeof import('./native.js', { with: { 'resolution-mode': 'import' } });
